import { useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { EndlessList } from '../parts/endless-list.tsx';
import { Problem } from '../parts/problem.tsx';
import { Unread } from '../parts/unread.tsx';
import type { JobFilter } from './job-filter.ts';
import { JobFilterFields } from './job-filter-fields.tsx';
import { JobRow } from './job-row.tsx';
import { type Jobs, useJobs } from './use-jobs.ts';

/** The viewer's jobs, as they go. */
export function JobList() {
  const strings = useStrings();
  const [filter, setFilter] = useState<JobFilter>({ kind: null, state: null });
  const jobs = useJobs(filter);
  const { changed, notLive } = jobs;
  return (
    <>
      <JobFilterFields filter={filter} onChange={setFilter} />
      <p role="status" className="unseen">
        {changed && `${strings.jobs.kinds[changed.kind]}: ${strings.jobs.states[changed.state]}`}
      </p>
      {notLive && (
        <Problem error={notLive}>
          <p>{strings.jobs.notLive}</p>
        </Problem>
      )}
      <Listed jobs={jobs} isFiltered={filter.kind !== null || filter.state !== null} />
    </>
  );
}

function Listed({ jobs, isFiltered }: { readonly jobs: Jobs; readonly isFiltered: boolean }) {
  const strings = useStrings();
  const { nodes, error, hasMore, isLoading, reload, put } = jobs;
  if (!nodes) return <Unread error={error} onRetry={reload} />;
  const isEmpty = nodes.length === 0 && !hasMore && !isLoading;
  return (
    <>
      {isEmpty && <p className="empty">{isFiltered ? strings.jobs.noneOfFilter : strings.jobs.none}</p>}
      <EndlessList label={strings.jobs.list} nodes={nodes} pages={jobs}>
        {(job) => <JobRow job={job} onChange={put} />}
      </EndlessList>
    </>
  );
}
