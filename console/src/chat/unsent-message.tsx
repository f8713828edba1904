import { AttachmentList } from '../attachments/attachment-list.tsx';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import type { UnsentMessage } from './outbox.ts';
import { useOpenThread } from './thread-context.ts';

export interface UnsentMessageProps {
  readonly message: UnsentMessage;
  readonly onTakenBack: (message: UnsentMessage) => void;
}

/** A message that the server hasn't answered for: it goes out by itself when that is only a matter of the network. */
export function UnsentMessageView({ message, onTakenBack }: UnsentMessageProps) {
  const strings = useStrings();
  const { sending } = useOpenThread();
  const { key, text, attachments, state, error } = message;
  const takeBack = () => {
    const taken = sending.discard(key);
    if (taken !== undefined) onTakenBack(taken);
  };
  return (
    <article className="message message-user message-unsent" aria-label={strings.chat.you}>
      <p className="bubble" dir="auto">
        {text}
      </p>
      <AttachmentList files={attachments} />
      {state === 'sending' ? (
        <p className="hint">{strings.chat.sending}</p>
      ) : (
        <div className="problem" role="alert">
          <p>
            {strings.chat.unsent} {error && strings.errors[error.code]}
          </p>
          {error && error.code !== 'UNREACHABLE' && <p className="problem-detail">{error.message}</p>}
          <div className="dialog-buttons">
            <Button onClick={takeBack}>{strings.edit}</Button>
            <Button onClick={() => sending.discard(key)}>{strings.chat.discard}</Button>
            <Button onClick={() => sending.retry(key)}>{strings.tryAgain}</Button>
          </div>
        </div>
      )}
    </article>
  );
}
