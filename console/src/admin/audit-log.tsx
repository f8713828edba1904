import { useEffect, useMemo } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { AuditLogDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Answered } from '../parts/answered.tsx';
import { Paged, type PageEnd } from '../parts/paged.tsx';
import { AuditRow } from './audit-row.tsx';

const AUDIT_LOG = documentOf(AuditLogDocument);
const PAGE_SIZE = 50;

/** What administrators, keys and whoever runs the server did, newest first. */
export function AuditLog() {
  return <Paged page={(after, onEnd) => <AuditPage after={after} onEnd={onEnd} />} />;
}

interface AuditPageProps {
  readonly after: string | undefined;
  readonly onEnd: (end: PageEnd) => void;
}

function AuditPage({ after, onEnd }: AuditPageProps) {
  const { admin } = useStrings();
  const variables = useMemo(() => ({ first: PAGE_SIZE, ...(after !== undefined && { after }) }), [after]);
  const [state, askAgain] = useQuery({ query: AUDIT_LOG, variables, requestPolicy: 'cache-and-network' });
  const log = state.data?.auditLog;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told of each answer, not of each way to tell it
  useEffect(() => {
    if (log) onEnd(log.pageInfo);
  }, [log]);
  return (
    <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
      {({ auditLog: { edges } }) =>
        edges.length === 0 && after === undefined ? (
          <p className="empty">{admin.logEmpty}</p>
        ) : (
          <ul className="rows">
            {edges.map(({ cursor, node }) => (
              <AuditRow key={cursor} entry={node} />
            ))}
          </ul>
        )
      }
    </Answered>
  );
}
