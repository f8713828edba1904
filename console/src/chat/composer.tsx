import {
  type ClipboardEvent,
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { AttachButton } from '../attachments/attach-button.tsx';
import { AttachmentTray } from '../attachments/attachment-tray.tsx';
import { useAttachments } from '../attachments/use-attachments.ts';
import { useDroppedFiles } from '../attachments/use-dropped-files.ts';
import { StopReplyDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { DictateButton } from '../voice/dictate-button.tsx';
import { textWith } from '../voice/text-with.ts';
import type { ThreadMessage } from './message-tree.ts';
import type { UnsentMessage } from './outbox.ts';
import { useOpenThread } from './thread-context.ts';

/** What the server takes, in characters. */
export const LONGEST_MESSAGE = 32_000;

export interface ComposerHandle {
  /** Puts a message that was taken back where it can be written on. */
  take(message: Pick<UnsentMessage, 'text' | 'attachments'>): void;
}

export interface ComposerProps {
  readonly ref: Ref<ComposerHandle>;
  /** The reply that is being written or waits, if any. */
  readonly running: ThreadMessage | undefined;
}

/** Where a message is written. Enter sends it, and Shift with Enter begins a line. */
export function Composer({ ref, running }: ComposerProps) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const thread = useOpenThread();
  const [text, setText] = useState(thread.draft.text);
  const attachments = useAttachments();
  const isOver = useDroppedFiles(attachments.add);
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({
    take({ text: taken, attachments: files }) {
      attachments.take(files);
      setText((before) => (before.trim() ? `${before}\n${taken}` : taken));
      area.current?.focus();
    },
  }));
  useEffect(() => {
    thread.draft.text = text;
  }, [thread, text]);
  useEffect(() => {
    // On a phone it would open the keyboard over the page.
    if (matchMedia('(pointer: fine)').matches) area.current?.focus({ preventScroll: true });
  }, []);

  const caret = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });
  const dictated = (words: string) => {
    const { value = '', selectionStart: start = 0, selectionEnd: end = 0 } = area.current ?? {};
    const written = textWith(value, words, { start, end });
    caret.current = written.caret;
    setText(written.text);
    area.current?.focus();
  };

  const isTooLong = text.length > LONGEST_MESSAGE;
  const maySend = Boolean(text.trim()) && !isTooLong && attachments.isReady;
  const send = () => {
    if (!maySend) return;
    thread.sending.send(text, attachments.release());
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    send();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    // Programs that copy text may add an image of it: the text is what is meant.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    attachments.add(files);
  };
  const stop = async (messageId: string) => {
    try {
      thread.take([(await api.change(StopReplyDocument, { messageId })).stopReply]);
    } catch (cause) {
      toasts.failed(cause);
    }
  };

  return (
    <form
      className={isOver ? 'composer composer-over' : 'composer'}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <AttachmentTray attachments={attachments} />
      <div className="composer-frame">
        <AttachButton onFiles={attachments.add} />
        <textarea
          ref={area}
          dir="auto"
          rows={1}
          value={text}
          aria-label={strings.chat.message}
          aria-invalid={isTooLong}
          placeholder={strings.chat.placeholder}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <DictateButton onText={dictated} />
        {running && (
          <IconButton
            label={strings.chat.stop}
            icon={<Icon name="stop" />}
            className="stop"
            onClick={() => void stop(running.id)}
          />
        )}
        <IconButton
          label={strings.chat.send}
          icon={<Icon name="send" />}
          className="send"
          type="submit"
          disabled={!maySend}
        />
      </div>
      {isTooLong && <p role="alert">{strings.chat.tooLong(LONGEST_MESSAGE)}</p>}
    </form>
  );
}

/** Whether a character is being composed: Enter chooses it. Safari says so by the code of the key alone. */
function isComposing(event: globalThis.KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
