import { type FormEvent, useState } from 'react';
import { AttachmentList } from '../attachments/attachment-list.tsx';
import { EditQueuedDocument, OneMessageDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Area } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { BranchSwitch } from './branch-switch.tsx';
import { LONGEST_MESSAGE } from './composer.tsx';
import type { ThreadMessage } from './message-tree.ts';
import { MadeMemories } from './noted-memories.tsx';
import { useOpenThread } from './thread-context.ts';

export interface UserMessageProps {
  readonly message: ThreadMessage;
  /** Whether it is what the conversation was opened at. */
  readonly isShown: boolean;
}

/** What the user said. It can be edited: while its reply waits in its place, and later as another branch. */
export function UserMessage({ message, isShown }: UserMessageProps) {
  const strings = useStrings();
  const api = useApi();
  const thread = useOpenThread();
  const [editing, setEditing] = useState(false);
  const askAgain = async () => {
    const asked = await api.ask(OneMessageDocument, { id: message.id }).catch(() => undefined);
    if (asked?.message) thread.take([asked.message]);
  };
  return (
    <article className="message message-user" data-shown={isShown || undefined} aria-label={strings.chat.you}>
      {editing ? (
        <EditForm message={message} onDone={() => setEditing(false)} />
      ) : (
        <p className="bubble" dir="auto">
          {message.content}
        </p>
      )}
      <AttachmentList files={message.attachments} onExpired={() => void askAgain()} />
      <div className="message-actions">
        <BranchSwitch message={message} />
        <CopyButton text={message.content} label={strings.chat.copyMessage} />
        {!editing && (
          <IconButton
            label={strings.chat.editMessage}
            icon={<Icon name="edit" size={16} />}
            onClick={() => setEditing(true)}
          />
        )}
        <MadeMemories message={message} />
      </div>
    </article>
  );
}

function EditForm({ message, onDone }: { readonly message: ThreadMessage; readonly onDone: () => void }) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const thread = useOpenThread();
  const [text, setText] = useState(message.content);
  const isWaiting = thread.tree.replyTo(message.id)?.state === 'PENDING';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim() || text.length > LONGEST_MESSAGE) return;
    onDone();
    if (text === message.content) return;
    if (!isWaiting) return thread.sending.send(text, message.attachments, message.parent?.id ?? null);
    try {
      thread.take([(await api.change(EditQueuedDocument, { messageId: message.id, message: text })).editMessage]);
    } catch (cause) {
      toasts.failed(cause);
    }
  };
  return (
    <form className="edit-form" onSubmit={(event) => void submit(event)}>
      <Area
        label={strings.chat.editMessage}
        value={text}
        onChange={setText}
        maxLength={LONGEST_MESSAGE}
        autoFocus
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <div className="dialog-buttons">
        <Button onClick={onDone}>{strings.cancel}</Button>
        <Button type="submit" kind="primary" disabled={!text.trim()}>
          {isWaiting ? strings.save : strings.chat.sendEdited}
        </Button>
      </div>
    </form>
  );
}
