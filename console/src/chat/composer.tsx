import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { StopReplyDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import type { ThreadMessage } from './message-tree.ts';
import { useOpenThread } from './thread-context.ts';

/** What the server takes, in characters. */
export const LONGEST_MESSAGE = 32_000;

export interface ComposerHandle {
  /** Puts a text that was taken back where it can be written on. */
  take(text: string): void;
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
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(ref, () => ({
    take(taken) {
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

  const isTooLong = text.length > LONGEST_MESSAGE;
  const send = () => {
    if (!text.trim() || isTooLong) return;
    thread.sending.send(text);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    send();
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
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-frame">
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
        />
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
          disabled={!text.trim() || isTooLong}
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
