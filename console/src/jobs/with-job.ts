import type { ListedJobFragment } from '../generated/graphql.ts';
import type { JobFilter } from './job-filter.ts';

/**
 * A list of jobs, newest first, after one has changed: it takes its place, or comes in, or goes, as the list is of its
 * kind and state or not.
 *
 * @param options.hasMore whether there are older ones that have not been read: then it may be one of those
 */
export function withJob(
  jobs: readonly ListedJobFragment[],
  job: ListedJobFragment,
  { kind, state, hasMore }: JobFilter & { readonly hasMore: boolean },
): readonly ListedJobFragment[] {
  const isListed = (kind === null || job.kind === kind) && (state === null || job.state === state);
  if (!isListed) return jobs.filter(({ id }) => id !== job.id);
  if (jobs.some(({ id }) => id === job.id)) return jobs.map((each) => (each.id === job.id ? job : each));
  const place = jobs.findIndex(({ createdAt }) => Date.parse(createdAt) <= Date.parse(job.createdAt));
  if (place < 0) return hasMore ? jobs : [...jobs, job];
  return [...jobs.slice(0, place), job, ...jobs.slice(place)];
}
