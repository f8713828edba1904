import { describe, expect, it } from 'vitest';
import type { ListedJobFragment } from '../../console/src/generated/graphql.ts';
import { withJob } from '../../console/src/jobs/with-job.ts';

const ALL = { kind: null, state: null, hasMore: false } as const;

/** A job that was asked for at this minute. */
function jobAt(minute: number, parts: Partial<ListedJobFragment> = {}): ListedJobFragment {
  return {
    __typename: 'Job',
    id: `job-${minute}`,
    kind: 'REPLY',
    state: 'ACTIVE',
    progress: 0,
    step: null,
    attempts: 1,
    error: null,
    errorCode: null,
    result: null,
    createdAt: new Date(minute * 60_000).toISOString(),
    startedAt: null,
    finishedAt: null,
    ...parts,
  };
}

const listed = [jobAt(30), jobAt(20), jobAt(10)];
const idsOf = (jobs: readonly ListedJobFragment[]) => jobs.map(({ id }) => id);

describe('a list of jobs in which one has changed', () => {
  it('has it at its place as it is now', () => {
    const done = jobAt(20, { state: 'COMPLETED' });
    expect(withJob(listed, done, ALL)).toEqual([listed[0], done, listed[2]]);
  });

  it('takes a new one in by its age, and shows it once', () => {
    const once = withJob(listed, jobAt(25), ALL);
    expect(idsOf(once)).toEqual(['job-30', 'job-25', 'job-20', 'job-10']);
    expect(withJob(once, jobAt(25), ALL)).toEqual(once);
    expect(idsOf(withJob([], jobAt(5), ALL))).toEqual(['job-5']);
  });

  it('has one that is older than all of them only when there are no others behind them', () => {
    expect(idsOf(withJob(listed, jobAt(5), ALL))).toEqual(['job-30', 'job-20', 'job-10', 'job-5']);
    expect(withJob(listed, jobAt(5), { ...ALL, hasMore: true })).toEqual(listed);
  });

  it('has it no more when it is of another kind or state than is listed', () => {
    const done = jobAt(20, { state: 'COMPLETED' });
    expect(idsOf(withJob(listed, done, { ...ALL, state: 'ACTIVE' }))).toEqual(['job-30', 'job-10']);
    expect(withJob(listed, jobAt(40), { ...ALL, kind: 'SPEECH' })).toEqual(listed);
  });
});
