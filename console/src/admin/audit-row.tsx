import type { AuditLogQuery } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Moment } from '../parts/moment.tsx';

type Entry = AuditLogQuery['auditLog']['edges'][number]['node'];

/** Something that was done: by whom, to whom, and with which credential. */
export function AuditRow({ entry }: { readonly entry: Entry }) {
  const { admin } = useStrings();
  const { at, action, actorName, credential, keyPrefix, targetName, details } = entry;
  const actions: Readonly<Record<string, string>> = admin.actionNames;
  return (
    <li className="row">
      <div className="row-head">
        <span className="audit-action">
          {/* A server that is newer than this page may tell of more. */}
          {Object.hasOwn(actions, action) ? actions[action] : action}
          {targetName && (
            <>
              {': '}
              <bdi>{targetName}</bdi>
            </>
          )}
        </span>
        <span className="hint">
          <Moment at={at} />
        </span>
      </div>
      <div className="row-facts">
        <span>
          {admin.by} <bdi>{actorName}</bdi> ({admin.credentials[credential]}
          {keyPrefix && (
            <>
              {' '}
              <code>{keyPrefix}…</code>
            </>
          )}
          )
        </span>
        {linesOf(details).map(([name, value]) => (
          <span key={name}>
            {name}: <bdi>{value}</bdi>
          </span>
        ))}
      </div>
    </li>
  );
}

/** The details by their names, as the log has them. */
function linesOf(details: unknown): readonly (readonly [string, string])[] {
  if (typeof details !== 'object' || details === null) return [];
  return Object.entries(details).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
}
