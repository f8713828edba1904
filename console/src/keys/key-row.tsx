import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
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
      <dl className="facts key-facts">
        <Fact name={strings.prefix}>
          <code>{prefix}…</code>
        </Fact>
        <Fact name={strings.scopes}>{scopes.map((scope) => strings.scopeNames[scope]).join(', ')}</Fact>
        <Fact name={strings.made}>
          <Moment at={createdAt} />
        </Fact>
        <Fact name={strings.lastUsed}>{lastUsedAt ? <Moment at={lastUsedAt} /> : never}</Fact>
        <Fact name={strings.expires}>{expiresAt ? <Moment at={expiresAt} /> : never}</Fact>
        {revokedAt && (
          <Fact name={strings.wasEnded}>
            <Moment at={revokedAt} />
          </Fact>
        )}
      </dl>
    </li>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
