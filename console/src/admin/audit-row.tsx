import type { AuditLogQuery } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Moment } from '../parts/moment.tsx';
import { type Detail, detailLines } from './detail-lines.ts';

type Entry = AuditLogQuery['auditLog']['edges'][number]['node'];

/** Something that was done: by whom, to whom, and with which credential. */
export function AuditRow({ entry }: { readonly entry: Entry }) {
  const { admin } = useStrings();
  const { at, action, actorName, credential, keyPrefix, targetName, details } = entry;
  const actions: Readonly<Record<string, string>> = admin.actionNames;
  const names: Readonly<Record<string, string>> = admin.detailNames;
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
        {detailLines(details).map((detail) => (
          <span key={detail.name}>
            {Object.hasOwn(names, detail.name) ? names[detail.name] : detail.name}:{' '}
            <bdi>
              <DetailValue detail={detail} />
            </bdi>
          </span>
        ))}
      </div>
    </li>
  );
}

function DetailValue({ detail }: { readonly detail: Detail }) {
  const { admin } = useStrings();
  if (!('value' in detail)) return admin.change(detail.from ?? admin.none, detail.to ?? admin.none);
  return detail.name === 'expiresAt' ? <Moment at={detail.value} /> : detail.value;
}
