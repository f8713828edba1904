import { useEffect, useMemo } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../../api/document.ts';
import { UserJobsDocument } from '../../generated/graphql.ts';
import type { JobFilter } from '../../jobs/job-filter.ts';
import { useStrings } from '../../language/language.tsx';
import { Answered } from '../../parts/answered.tsx';
import type { PageEnd } from '../../parts/paged.tsx';
import { UserJobRow } from './user-job-row.tsx';

export interface UserJobPageProps {
  readonly filter: JobFilter;
  readonly after: string | undefined;
  readonly onEnd: (end: PageEnd) => void;
}

const USER_JOBS = documentOf(UserJobsDocument);
const PAGE_SIZE = 25;

/** Some of the jobs of all users, newest first. */
export function UserJobPage({ filter, after, onEnd }: UserJobPageProps) {
  const { jobs } = useStrings();
  const variables = useMemo(
    () => ({ first: PAGE_SIZE, ...filter, ...(after !== undefined && { after }) }),
    [after, filter],
  );
  // A list without a job in it is asked again too when one was run once more.
  const context = useMemo(() => ({ additionalTypenames: ['UserJob'] }), []);
  const [state, askAgain] = useQuery({ query: USER_JOBS, variables, requestPolicy: 'cache-and-network', context });
  const found = state.data?.userJobs;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told of each answer, not of each way to tell it
  useEffect(() => {
    if (found) onEnd(found.pageInfo);
  }, [found]);
  return (
    <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
      {({ userJobs: { edges } }) =>
        edges.length === 0 && after === undefined ? (
          <p className="empty">{jobs.noneOfFilter}</p>
        ) : (
          <ul className="rows">
            {edges.map(({ node }) => (
              <UserJobRow key={node.jobId} job={node} />
            ))}
          </ul>
        )
      }
    </Answered>
  );
}
