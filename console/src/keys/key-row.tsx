import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import type { Key } from './key.ts';

export interface KeyRowProps {
  readonly apiKey: Key;
  /** Whether the page was opened with it. */
  readonly isOwn: boolean;
  /** Asks to end it; left out where it has ended. */
  readonly onEnd?: () => void;
}

/** What is known of a key. */
export function KeyRow({ apiKey, isOwn, onEnd }: KeyRowProps) {
  const { keys: strings, never } = useStrings();
  const { name, prefix, scopes, createdAt, lastUsedAt, expiresAt, revokedAt } = apiKey;
  return (
    <li className="row">
      <div className="row-head">
        <h3 dir="auto">{name}</h3>
        {onEnd && (
          <Button kind="danger" aria-label={strings.endNamed(name)} onClick={onEnd}>
            {strings.end}
          </Button>
        )}
      </div>
      {isOwn && <p>{strings.own}</p>}
      <Facts
        facts={[
          [strings.prefix, <code key="prefix">{prefix}…</code>],
          [strings.scopes, scopes.map((scope) => strings.scopeNames[scope]).join(', ')],
          [strings.made, <Moment key="made" at={createdAt} />],
          [strings.lastUsed, lastUsedAt ? <Moment key="used" at={lastUsedAt} /> : never],
          [strings.expires, expiresAt ? <Moment key="expires" at={expiresAt} /> : never],
          [strings.wasEnded, revokedAt ? <Moment key="ended" at={revokedAt} /> : undefined],
        ]}
      />
    </li>
  );
}
