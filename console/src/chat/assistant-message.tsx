import { codeOf } from '../api/api-error.ts';
import { RegenerateDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import { IconButton } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { MessageAudio } from '../voice/message-audio.tsx';
import { BranchSwitch } from './branch-switch.tsx';
import { MessageCitations } from './message-citations.tsx';
import { isOpen, type ThreadMessage } from './message-tree.ts';
import { UsedMemories } from './noted-memories.tsx';
import { newKey } from './sending.ts';
import { useOpenThread } from './thread-context.ts';
import type { WrittenText } from './written-text.ts';

export interface AssistantMessageProps {
  readonly message: ThreadMessage;
  /** What its stream says so far, while it is being written. */
  readonly written: WrittenText | undefined;
  /** Whether it is what the conversation was opened at. */
  readonly isShown: boolean;
}

/** What LEX answers, as far as it is written. */
export function AssistantMessage({ message, written, isShown }: AssistantMessageProps) {
  const strings = useStrings();
  const isWriting = isOpen(message);
  const content = longer(isWriting ? written?.text : undefined, message.content);
  const reasoning = longer(isWriting ? written?.reasoning : undefined, message.reasoning ?? '');
  return (
    <article
      className="message message-assistant"
      data-shown={isShown || undefined}
      aria-label="LEX"
      aria-busy={isWriting}
    >
      {reasoning && <Thoughts text={reasoning} isOpen={isWriting && !content} />}
      {content && <Markdown text={content} writing={isWriting} />}
      {isWriting && !content && <Waiting message={message} isThinking={reasoning !== ''} />}
      <MessageCitations message={message} />
      <Ending message={message} />
      {message.audioUrl && <MessageAudio messageId={message.id} address={message.audioUrl} />}
      {!isWriting && (
        <div className="message-actions">
          <BranchSwitch message={message} />
          {content && <CopyButton text={content} label={strings.chat.copyMessage} />}
          <Regenerate message={message} />
          <UsedMemories message={message} />
        </div>
      )}
    </article>
  );
}

/** A stream that was begun anew tells from the beginning what the page may have read already. */
function longer(streamed: string | undefined, read: string): string {
  return streamed !== undefined && streamed.length >= read.length ? streamed : read;
}

/** What the model thought to itself: open until it begins to answer. */
function Thoughts({ text, isOpen }: { readonly text: string; readonly isOpen: boolean }) {
  const strings = useStrings();
  return (
    <details className="thoughts" open={isOpen}>
      <summary>{isOpen ? strings.chat.thinking : strings.chat.thoughts}</summary>
      <Markdown text={text} writing={isOpen} />
    </details>
  );
}

function Waiting({ message, isThinking }: { readonly message: ThreadMessage; readonly isThinking: boolean }) {
  const strings = useStrings();
  const thread = useOpenThread();
  if (isThinking) return null;
  const isQueued = message.state === 'PENDING' && thread.tree.waitsForAnother(message.id);
  return (
    <p className="waiting">
      <span className="dots" aria-hidden="true" /> {isQueued ? strings.chat.queued : strings.chat.thinking}
    </p>
  );
}

/** How it ended, where that isn't as it should be. */
function Ending({ message }: { readonly message: ThreadMessage }) {
  const strings = useStrings();
  if (message.state === 'STOPPED') return <p className="ending">{strings.chat.stopped}</p>;
  if (message.state === 'FAILED') {
    return (
      <div className="problem">
        <p>{strings.errors[codeOf(message.errorCode)]}</p>
        <p className="problem-detail">{message.error}</p>
      </div>
    );
  }
  if (message.finishReason === 'LENGTH') return <p className="ending">{strings.chat.cut}</p>;
  if (message.finishReason === 'FILTERED') return <p className="ending">{strings.chat.filtered}</p>;
  return null;
}

function Regenerate({ message }: { readonly message: ThreadMessage }) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const thread = useOpenThread();
  const again = async () => {
    try {
      const answer = await api.change(RegenerateDocument, { messageId: message.id, idempotencyKey: newKey() });
      const { reply } = answer.regenerateReply;
      thread.take([reply]);
      await thread.choose(reply.id);
    } catch (cause) {
      toasts.failed(cause);
    }
  };
  return (
    <IconButton label={strings.chat.regenerate} icon={<Icon name="retry" size={16} />} onClick={() => void again()} />
  );
}
