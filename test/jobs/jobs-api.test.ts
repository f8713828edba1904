import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CancelJobDocument,
  JobDocument,
  JobProgressDocument,
  JobsDocument,
  type JobsQuery,
  type JobsQueryVariables,
  JobUpdatedDocument,
  RetryJobDocument,
  StatusDocument,
  SummarizeConversationDocument,
} from '../../src/generated/graphql.ts';
import type { JobState } from '../../src/generated/prisma/enums.ts';
import { decodeGlobalId, encodeGlobalId } from '../../src/global-id.ts';
import type { FakeProvider } from '../support/fake-provider.ts';
import { GraphqlRefusal } from '../support/graphql-client.ts';
import { startServerWithProvider, type TestServer } from '../support/start-server.ts';
import { collect, until } from '../support/subscription-client.ts';

let lex: TestServer;
let provider: FakeProvider;
let ownerId: string;

beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({
    LEX_MODEL: 'compatible/fake',
    LEX_WORKER_CONCURRENCY: '1',
    LEX_CONTEXT_TOKENS: '12000',
  }));
  ownerId = lex.server.app.viewer.id;
});
afterAll(() => provider.close());
beforeEach(() => {
  provider.answerWith({ kind: 'text', pieces: ['In short.'] });
  provider.releaseAll();
});

/** Makes a conversation of these messages. @returns its global id */
async function conversationOf(...contents: readonly string[]): Promise<string> {
  const { prisma } = lex.database;
  const id = randomUUID();
  await prisma.conversation.create({ data: { id, ownerId, title: 'Talk', titled: true } });
  for (const content of contents) {
    const message = { id: randomUUID(), ownerId, conversationId: id, content };
    await prisma.message.create({ data: { ...message, role: 'USER', state: 'COMPLETED' } });
  }
  return encodeGlobalId('Conversation', id);
}

async function summarize(conversationId: string) {
  return (await lex.client.run(SummarizeConversationDocument, { conversationId })).summarizeConversation;
}

async function jobById(id: string) {
  return (await lex.client.run(JobDocument, { id })).job;
}

/** Every change of a job that comes from now on, to its end. */
async function changesOf(id: string) {
  const results = await collect(lex.subscribe().run(JobProgressDocument, { id }));
  return results.map(({ jobProgress }) => jobProgress);
}

async function ended(id: string) {
  return (await changesOf(id)).at(-1);
}

/** A job whose call of the model is under way and doesn't go on. */
async function heldJob() {
  provider.hold();
  const calls = provider.requests.length;
  const job = await summarize(await conversationOf('Hello.'));
  await provider.until(() => provider.requests.length > calls);
  return job;
}

/** A job that the provider won't let in. */
async function failingJob() {
  provider.answerWith({ kind: 'status', status: 401 });
  return summarize(await conversationOf('Hello.'));
}

async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (!(error instanceof GraphqlRefusal)) throw new Error('It was not refused.');
  return error.code;
}

/** A row as it is in the database, whoever's it is. @returns its global id */
async function storedJob(row: { ownerId: string; state: JobState }): Promise<string> {
  const id = randomUUID();
  await lex.database.prisma.job.create({ data: { id, kind: 'SUMMARIZE_CONVERSATION', input: {}, ...row } });
  return encodeGlobalId('Job', id);
}

const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('summarizing a conversation', () => {
  it('takes one step after the other, which jobProgress and jobUpdated show in order', async () => {
    const updates = lex.subscribe().run(JobUpdatedDocument, {});
    const firstUpdate = updates.next();
    const isHeard = async () => {
      const { status } = await lex.client.run(StatusDocument, {});
      expect(status.process.openSubscriptions).toBeGreaterThan(0);
    };
    await vi.waitFor(isHeard);
    provider.hold();
    const before = provider.requests.length;
    const { id, ...job } = await summarize(await conversationOf('a'.repeat(20_000), 'b'.repeat(20_000)));
    expect(job).toMatchObject({ kind: 'SUMMARIZE_CONVERSATION', attempts: 0, result: null, finishedAt: null });

    const progress = lex.subscribe().run(JobProgressDocument, { id });
    for (const [step, percent] of [
      ['Reading the conversation', 0],
      ['1 of 2 messages are summed up', 99 / 2],
    ] as const) {
      const { jobProgress } = await until(progress, (result) => result.jobProgress.step === step);
      expect(jobProgress).toMatchObject({ state: 'ACTIVE', attempts: 1, finishedAt: null });
      expect(jobProgress.progress).toBeCloseTo(percent);
      expect(jobProgress.startedAt).not.toBeNull();
      provider.release(1);
    }
    const rest = await collect(progress);
    expect(rest.at(-1)?.jobProgress).toMatchObject({
      state: 'COMPLETED',
      progress: 100,
      step: null,
      error: null,
      result: { summary: 'In short.', messages: 2, whole: true },
    });
    expect(rest.at(-1)?.jobProgress.finishedAt).not.toBeNull();
    expect(provider.requests.length - before).toBe(2);
    expect(JSON.stringify(provider.requests.at(-1)?.body)).toMatch(/said before:\\nIn short\..*User: b/);

    const told = [(await firstUpdate).value?.jobUpdated];
    while (told.at(-1)?.state !== 'COMPLETED') told.push((await updates.next()).value?.jobUpdated);
    await updates.return(undefined);
    expect(new Set(told.map((each) => each?.id))).toEqual(new Set([id]));
    const states = told.map((each) => each?.state);
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual(['WAITING', 'ACTIVE', 'COMPLETED']);
    // A step that is over at once may be told of together with the next one.
    expect(told.flatMap((each) => each?.step ?? []).filter((step) => step !== 'Reading the conversation')).toEqual([
      '1 of 2 messages are summed up',
      '2 of 2 messages are summed up',
    ]);
  });

  it('never goes back in its progress, however many parts there are', async () => {
    const parts = Array.from({ length: 25 }, (_, index) => `${index} ${'x'.repeat(17_000)}`);
    const long = { kind: 'text', pieces: ['y'.repeat(11_900)] } as const;
    provider.answerWith(long, ...parts.slice(2).map(() => long), { kind: 'text', pieces: ['All of it.'] });
    provider.hold();
    const { id } = await summarize(await conversationOf(...parts));
    const seen: number[] = [];
    let last: unknown;
    for await (const { jobProgress } of lex.subscribe().run(JobProgressDocument, { id })) {
      seen.push(jobProgress.progress);
      if (jobProgress.step) provider.release(1);
      last = jobProgress;
    }
    expect(last).toMatchObject({ state: 'COMPLETED', result: { summary: 'All of it.' } });
    expect(seen).toEqual(ascending(seen));
    expect(seen.at(-1)).toBe(100);
    expect(seen.length).toBeGreaterThan(25);
  });

  it('that cannot be done fails with words for its owner, and is not tried again', async () => {
    const { id } = await failingJob();
    const failed = await ended(id);
    expect(failed).toMatchObject({ state: 'FAILED', attempts: 1, result: null });
    expect(failed?.error).toContain('COMPATIBLE_API_KEY');
  });

  it('of somebody else’s conversation, or of none, is refused and makes no job', async () => {
    const other = await lex.database.prisma.user.create({ data: { id: randomUUID(), name: 'Other' } });
    const theirs = await lex.database.prisma.conversation.create({
      data: { id: randomUUID(), ownerId: other.id, title: 'Private' },
    });
    const before = await lex.database.prisma.job.count();
    expect(await codeOf(summarize(encodeGlobalId('Conversation', theirs.id)))).toBe('NOT_FOUND');
    expect(await codeOf(summarize(encodeGlobalId('Conversation', randomUUID())))).toBe('NOT_FOUND');
    expect(await codeOf(summarize(encodeGlobalId('Job', randomUUID())))).toBe('BAD_USER_INPUT');
    expect(await codeOf(summarize('nonsense'))).toBe('BAD_USER_INPUT');
    expect(await lex.database.prisma.job.count()).toBe(before);
  });

  it('that ended sends its last state to those who watch later, and nothing more', async () => {
    const { id } = await summarize(await conversationOf('Hello.'));
    await ended(id);
    const later = await changesOf(id);
    expect(later).toHaveLength(1);
    expect(later[0]).toMatchObject({ state: 'COMPLETED', progress: 100 });
  });
});

describe('cancelling', () => {
  it('ends a job that waits before it begins, and leaves the one before it alone', async () => {
    const first = await heldJob();
    const waiting = await summarize(await conversationOf('Later.'));
    expect(waiting.state).toBe('WAITING');
    const calls = provider.requests.length;
    const { cancelJob } = await lex.client.run(CancelJobDocument, { id: waiting.id });
    expect(cancelJob).toMatchObject({ state: 'CANCELLED', attempts: 0, startedAt: null, result: null, error: null });
    expect(cancelJob.finishedAt).not.toBeNull();
    expect(await jobById(first.id)).toMatchObject({ state: 'ACTIVE' });
    provider.releaseAll();
    expect(await ended(first.id)).toMatchObject({ state: 'COMPLETED' });
    // The only worker takes the next one: the cancelled one would have come before it.
    const last = await summarize(await conversationOf('Last.'));
    expect(await ended(last.id)).toMatchObject({ state: 'COMPLETED' });
    expect(provider.requests.length - calls).toBe(1);
    expect(await jobById(waiting.id)).toMatchObject({ state: 'CANCELLED', attempts: 0 });
  });

  it('aborts a job that runs, and the call of its model with it', async () => {
    const job = await heldJob();
    const changes = changesOf(job.id);
    const { cancelJob } = await lex.client.run(CancelJobDocument, { id: job.id });
    expect(cancelJob).toMatchObject({ state: 'CANCELLED', attempts: 1, step: null, result: null, error: null });
    await provider.until(() => provider.openStreams === 0);
    expect((await changes).at(-1)).toMatchObject({ id: job.id, state: 'CANCELLED' });
  });

  it('twice, or by many at once, is as once', async () => {
    const { id } = await heldJob();
    const answers = await Promise.all(Array.from({ length: 10 }, () => lex.client.run(CancelJobDocument, { id })));
    const finished = new Set(answers.map(({ cancelJob }) => `${cancelJob.state} ${cancelJob.finishedAt}`));
    expect(finished.size).toBe(1);
    expect([...finished][0]).toMatch(/^CANCELLED /);
    const { cancelJob } = await lex.client.run(CancelJobDocument, { id });
    expect(finished).toContain(`${cancelJob.state} ${cancelJob.finishedAt}`);
  });

  it('is refused once a job has completed or failed', async () => {
    const completed = await summarize(await conversationOf('Hello.'));
    await ended(completed.id);
    const failed = await failingJob();
    await ended(failed.id);
    for (const [{ id }, word] of [
      [completed, 'completed'],
      [failed, 'failed'],
    ] as const) {
      const refusal = lex.client.run(CancelJobDocument, { id });
      await expect(refusal).rejects.toThrow(`This job can't be cancelled: it has ${word}.`);
      expect(await codeOf(lex.client.run(CancelJobDocument, { id }))).toBe('CONFLICT');
      expect(await jobById(id)).toMatchObject({ state: word.toUpperCase() });
    }
  });
});

describe('retrying', () => {
  it('runs a failed job once more, from the start', async () => {
    const { id } = await failingJob();
    const failed = await ended(id);
    provider.answerWith({ kind: 'text', pieces: ['In short.'] });
    const { retryJob } = await lex.client.run(RetryJobDocument, { id });
    expect(retryJob).toMatchObject({ id, state: 'WAITING', progress: 0, error: null, finishedAt: null });
    expect(await ended(id)).toMatchObject({ state: 'COMPLETED', attempts: 2, result: { messages: 1 } });
    expect(await jobById(id)).toMatchObject({ createdAt: failed?.createdAt, startedAt: failed?.startedAt });
  });

  it('runs a cancelled job once more, whether it had begun or not', async () => {
    const begun = await heldJob();
    const waiting = await summarize(await conversationOf('Later.'));
    for (const { id } of [waiting, begun]) await lex.client.run(CancelJobDocument, { id });
    provider.releaseAll();
    for (const { id } of [begun, waiting]) {
      await lex.client.run(RetryJobDocument, { id });
      expect(await ended(id)).toMatchObject({ state: 'COMPLETED', result: { summary: 'In short.' } });
    }
    expect(await jobById(begun.id)).toMatchObject({ attempts: 2 });
    expect(await jobById(waiting.id)).toMatchObject({ attempts: 1 });
  });

  it('twenty times at once begins it once, and tells the others how it stands', async () => {
    const { id } = await heldJob();
    await lex.client.run(CancelJobDocument, { id });
    await provider.until(() => provider.openStreams === 0);
    const calls = provider.requests.length;
    const { jobs, viewer } = lex.server.app;
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, () => jobs.retry(viewer.id, decodeGlobalId(id).id)),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 'fulfilled') continue;
      expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
      expect(answer.reason.message).toMatch(/^Only a failed or cancelled job can be retried; this one is /);
      expect(answer.reason.message).not.toMatch(/is (failed|cancelled)\.$/);
    }
    provider.releaseAll();
    expect(await ended(id)).toMatchObject({ state: 'COMPLETED', attempts: 2 });
    const last = await summarize(await conversationOf('Last.'));
    await ended(last.id);
    expect(provider.requests.length - calls).toBe(2);
  });

  it('is refused for a job that waits, runs or has completed', async () => {
    const running = await heldJob();
    const waiting = await summarize(await conversationOf('Later.'));
    for (const [{ id }, word] of [
      [running, 'active'],
      [waiting, 'waiting'],
    ] as const) {
      await expect(lex.client.run(RetryJobDocument, { id })).rejects.toThrow(`this one is ${word}.`);
    }
    provider.releaseAll();
    expect(await ended(waiting.id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
    expect(await codeOf(lex.client.run(RetryJobDocument, { id: waiting.id }))).toBe('CONFLICT');
  });
});

describe('jobs that are not the viewer’s', () => {
  let theirs: string;
  beforeAll(async () => {
    const other = await lex.database.prisma.user.create({ data: { id: randomUUID(), name: 'Other' } });
    theirs = await storedJob({ ownerId: other.id, state: 'FAILED' });
  });

  it('are as none', async () => {
    for (const id of [theirs, encodeGlobalId('Job', randomUUID())]) {
      expect(await jobById(id)).toBeNull();
      expect(await codeOf(lex.client.run(CancelJobDocument, { id }))).toBe('NOT_FOUND');
      expect(await codeOf(lex.client.run(RetryJobDocument, { id }))).toBe('NOT_FOUND');
      expect(await codeOf(collect(lex.subscribe().run(JobProgressDocument, { id })))).toBe('NOT_FOUND');
    }
    const row = await lex.database.prisma.job.findUniqueOrThrow({ where: { id: decodeGlobalId(theirs).id } });
    expect(row).toMatchObject({ state: 'FAILED', revision: 0, cancelRequested: false });
  });

  it('and ids that are none of a job are told from each other', async () => {
    for (const id of ['', 'x', 'Job:1', encodeGlobalId('Job', '1'), encodeGlobalId('Message', randomUUID())]) {
      expect(await codeOf(lex.client.run(JobDocument, { id }))).toBe('BAD_USER_INPUT');
      expect(await codeOf(lex.client.run(CancelJobDocument, { id }))).toBe('BAD_USER_INPUT');
      expect(await codeOf(lex.client.run(RetryJobDocument, { id }))).toBe('BAD_USER_INPUT');
      expect(await codeOf(collect(lex.subscribe().run(JobProgressDocument, { id })))).toBe('BAD_USER_INPUT');
    }
  });
});

describe('the list of jobs', () => {
  let ids: string[];
  beforeAll(async () => {
    await lex.database.prisma.job.deleteMany({});
    const other = await lex.database.prisma.user.create({ data: { id: randomUUID(), name: 'Other' } });
    ids = [];
    for (const state of ['COMPLETED', 'FAILED', 'COMPLETED', 'CANCELLED', 'FAILED'] as const) {
      ids.unshift(await storedJob({ ownerId, state }));
      await storedJob({ ownerId: other.id, state });
    }
  });

  it('has the viewer’s own, newest first, page by page', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 3; pages += 1) {
      const { jobs }: JobsQuery = await page({ first: 2, after });
      expect(jobs.totalCount).toBe(5);
      expect(jobs.pageInfo.hasNextPage).toBe(pages < 2);
      seen.push(...jobs.edges.map(({ node }) => node.id));
      after = jobs.pageInfo.endCursor ?? null;
    }
    expect(seen).toEqual(ids);
    const beyond = await page({ first: 2, after });
    expect(beyond.jobs).toMatchObject({ totalCount: 5, edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it('can be read from its end', async () => {
    const query = `query ($last: Int, $before: String) {
      jobs(last: $last, before: $before) { pageInfo { hasPreviousPage startCursor } edges { node { id } } }
    }`;
    interface Answer {
      jobs: {
        pageInfo: { hasPreviousPage: boolean; startCursor: string };
        edges: { node: { id: string } }[];
      };
    }
    const end = await lex.client.answer<Answer>(query, { last: 2 });
    expect(end.data?.jobs.edges.map(({ node }) => node.id)).toEqual(ids.slice(3));
    const before = end.data?.jobs.pageInfo.startCursor;
    const rest = await lex.client.answer<Answer>(query, { last: 9, before });
    expect(rest.data?.jobs.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 3));
    expect(rest.data?.jobs.pageInfo.hasPreviousPage).toBe(false);
  });

  it('can be narrowed to a kind and a state, and counts what it then has', async () => {
    const failed = await page({ state: 'FAILED', kind: 'SUMMARIZE_CONVERSATION' });
    expect(failed.jobs.totalCount).toBe(2);
    expect(failed.jobs.edges.map(({ node }) => node.id)).toEqual([ids[0], ids[3]]);
    expect((await page({ state: 'FAILED', first: 1 })).jobs.pageInfo.hasNextPage).toBe(true);
    expect((await page({ kind: 'REPLY' })).jobs).toMatchObject({ totalCount: 0, edges: [] });
    expect((await page({ state: 'ACTIVE' })).jobs).toMatchObject({ totalCount: 0, edges: [] });
  });

  it('refuses pages out of bounds and cursors that are none', async () => {
    for (const variables of [{ first: 101 }, { first: -1 }, { after: 'x' }, { after: 'n'.repeat(10_000) }])
      expect(await codeOf(page(variables))).toBe('BAD_USER_INPUT');
    expect((await page({ first: 0 })).jobs).toMatchObject({ edges: [], totalCount: 5 });
  });

  function page(variables: JobsQueryVariables) {
    return lex.client.run(JobsDocument, variables);
  }
});
