import { useState } from 'react';
import { RevokeKeyDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { hasEnded, type Key } from './key.ts';
import { KeyRow } from './key-row.tsx';

export interface KeyListProps {
  /** Newest first. */
  readonly keys: readonly Key[];
  /** The one that the page was opened with. */
  readonly ownKey: Key | undefined;
}

/** Keys that let in, then those that have ended. */
export function KeyList({ keys, ownKey }: KeyListProps) {
  const { keys: strings } = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const [ending, setEnding] = useState<Key>();
  const now = Date.now();
  const [open, ended] = [keys.filter((key) => !hasEnded(key, now)), keys.filter((key) => hasEnded(key, now))];

  const end = async ({ id, name }: Key) => {
    try {
      await api.change(RevokeKeyDocument, { id });
      toasts.show({ text: strings.ended(name) });
    } catch (cause) {
      toasts.failed(cause);
    }
  };

  return (
    <>
      <section className="section" aria-labelledby="keys-in-force">
        <h2 id="keys-in-force">{strings.inForce}</h2>
        {open.length === 0 ? (
          <p className="empty">{strings.none}</p>
        ) : (
          <ul className="rows">
            {open.map((key) => (
              <KeyRow key={key.id} apiKey={key} isOwn={key === ownKey} onEnd={() => setEnding(key)} />
            ))}
          </ul>
        )}
      </section>
      {ended.length > 0 && (
        <section className="section" aria-labelledby="keys-ended">
          <h2 id="keys-ended">{strings.endedOnes}</h2>
          <ul className="rows">
            {ended.map((key) => (
              <KeyRow key={key.id} apiKey={key} isOwn={false} />
            ))}
          </ul>
        </section>
      )}
      {ending && (
        <ConfirmDialog
          title={strings.endTitle(ending.name)}
          description={ending === ownKey ? strings.endOwn : strings.endExplained}
          confirm={strings.end}
          onConfirm={() => void end(ending)}
          onClose={() => setEnding(undefined)}
        />
      )}
    </>
  );
}
