import { useCallback, useEffect, useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { JobsDocument, JobUpdatedDocument, type ListedJobFragment } from '../generated/graphql.ts';
import { type Pages, usePages } from '../parts/use-pages.ts';
import { useApi } from '../session/session.ts';
import type { JobFilter } from './job-filter.ts';
import { withJob } from './with-job.ts';

export interface Jobs extends Pages<ListedJobFragment> {
  /** Shows what has become of a job. */
  readonly put: (job: ListedJobFragment) => void;
  /** The job that changed last. */
  readonly changed: ListedJobFragment | undefined;
  /** Why changes don't come by themselves. */
  readonly notLive: ApiError | undefined;
}

/** The viewer's jobs, newest first, as they are at the moment. */
export function useJobs({ kind, state }: JobFilter): Jobs {
  const api = useApi();
  const load = useCallback(
    async (after: string | null) => (await api.ask(JobsDocument, { kind, state, after })).jobs,
    [api, kind, state],
  );
  const pages = usePages(load);
  const { change, reload } = pages;
  const [changed, setChanged] = useState<ListedJobFragment>();
  const [notLive, setNotLive] = useState<ApiError>();
  const put = useCallback(
    (job: ListedJobFragment) => change((jobs, hasMore) => withJob(jobs, job, { kind, state, hasMore })),
    [change, kind, state],
  );

  useEffect(() => {
    const end = new AbortController();
    setNotLive(undefined);
    api.follow(JobUpdatedDocument, () => ({}), {
      next: ({ jobUpdated: job }) => {
        put(job);
        setChanged(job);
      },
      began: reload,
      failed: setNotLive,
      signal: end.signal,
    });
    return () => end.abort();
  }, [api, put, reload]);
  return { ...pages, put, changed, notLive };
}
