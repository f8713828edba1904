import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Viewer } from '../../src/accounts/viewer.ts';
import { DatabaseUnavailableError } from '../../src/database/client/database-unavailable-error.ts';
import type { Database } from '../../src/database/database.ts';
import { UnavailableError } from '../../src/errors.ts';
import { Prisma } from '../../src/generated/prisma/client.ts';
import type { Job, JobEnd } from '../../src/jobs/job.ts';
import { OvertakenError } from '../../src/jobs/job.ts';
import type { AttemptContext, JobHandler } from '../../src/jobs/job-kind.ts';
import { refillQueue } from '../../src/jobs/queueing/job-sweep.ts';
import type { JobTask } from '../../src/jobs/task.ts';
import { StoreUnavailableError } from '../../src/lmdb/write-lmdb.ts';
import type { Load } from '../../src/load/load.ts';
import type { TaskOutcome, TaskQueue } from '../../src/queue/task-queue.ts';
import { RedisUnavailableError } from '../../src/redis/redis-unavailable-error.ts';
import { newViewer, openTestDatabase } from '../support/lex/memory-node.ts';
import { type JobNode, openJobQueue, startJobNode } from './job-node.ts';

let database: Database;
let viewer: Viewer;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.prisma.job.deleteMany({});
  viewer = await newViewer(database);
});

const WAIT_MS = 120_000;

/** What an attempt is given, and the job that it is made at. */
interface Run extends AttemptContext {
  readonly job: Job;
}

/** A kind whose input is a name, and that does what the test says. */
function kindOf(
  handle: (name: string, run: Run) => Promise<unknown>,
  options: Partial<Pick<JobTask<string>, 'attempts' | 'timeLimitMs'>> = {},
): JobHandler<string> {
  return {
    task: { kind: 'EXPORT_DATA', input: z.string(), attempts: 3, timeLimitMs: WAIT_MS, ...options },
    start: (job) => ({ run: (name, context) => handle(name, { job, ...context }) }),
  };
}

/** A node with an empty queue, unless it is given one, and a way to give it jobs. */
async function startNode(
  kind: JobHandler<string>,
  queue?: TaskQueue,
  load?: Pick<Load, 'shortage'>,
): Promise<JobNode & { give(name: string): Promise<Job> }> {
  const node = startJobNode(database, kind, queue, undefined, load);
  return Object.assign(node, { give: (name: string) => node.jobs.start(viewer.id, kind.task, name) });
}

function failed(error: string): JobEnd {
  return { state: 'FAILED', failure: 'REFUSED', error, code: 'UNAVAILABLE' };
}

/** Something to wait for, and to be told. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Its row, but for the lease, which its process renews as it likes. */
async function rowOf({ id }: Job): Promise<Job> {
  return database.prisma.job.findUniqueOrThrow({ where: { id }, omit: { leasedUntil: true } });
}

/** Says when the lease of an attempt ends. */
async function leaseEnds({ id }: Pick<Job, 'id'>, after: Date | null): Promise<void> {
  await database.prisma.job.update({ where: { id }, data: { leasedUntil: after } });
}

/** Begins the next attempt as another process does once the lease of the one under way has run out. */
async function takeOver({ store }: JobNode, job: Pick<Job, 'id'>): Promise<Job> {
  for (;;) {
    await leaseEnds(job, null);
    const begun = await store.begin(job.id, []);
    if (begun) return begun.job;
  }
}

async function ended(node: JobNode, { id }: Job): Promise<Job> {
  return node.jobs.whenEnded(viewer.id, id, WAIT_MS);
}

describe('an attempt that fails unforeseen', () => {
  it('is made three times, then the job fails and tells nothing of what went wrong but where it is told', async () => {
    const attempts: number[] = [];
    const kind = kindOf(async (name, { job }) => {
      if (name === 'error') attempts.push(job.attempts);
      throw name === 'error' ? new Error('password=hunter2') : 'password=hunter2';
    });
    const node = await startNode(kind);
    await node.work.start();
    const jobs = await Promise.all([node.give('error'), node.give('text')]);
    const changes: Job[] = [];
    const [first] = jobs;
    for await (const job of node.jobs.watch(viewer.id, first.id, AbortSignal.timeout(WAIT_MS))) changes.push(job);
    expect(attempts).toEqual([1, 2, 3]);
    expect(changes.filter(({ state }) => state === 'DELAYED').map((job) => job.step)).toEqual([
      'Waiting to try again',
      'Waiting to try again',
    ]);
    for (const job of jobs) {
      const { state, error, step, result, finishedAt, failure, cause } = await ended(node, job);
      // The types of what was thrown, never its words.
      expect({ failure, cause }).toEqual({ failure: 'ATTEMPTS_FAILED', cause: job === first ? 'Error' : 'string' });
      expect({ state, step, result, attempts: (await rowOf(job)).attempts }).toEqual({
        state: 'FAILED',
        step: null,
        result: null,
        attempts: 3,
      });
      expect(error).toBe(`Something went wrong here, 3 times. The details are in the server's log under ${job.id}.`);
      expect(finishedAt).not.toBeNull();
      const told = node.logLines.filter(({ jobId }) => jobId === job.id);
      expect(told.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
      expect(JSON.stringify(told[0])).toContain('hunter2');
    }
    expect(await node.queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 });
  });

  it('is forgotten when the next one does it', async () => {
    const node = await startNode(
      kindOf(async (_, { job, progress }) => {
        await progress(50, 'Half');
        if (job.attempts === 1) throw new Error('once');
        return { attempt: job.attempts };
      }),
    );
    await node.work.start();
    const job = await node.give('x');
    expect(await ended(node, job)).toMatchObject({
      state: 'COMPLETED',
      attempts: 2,
      error: null,
      progress: 100,
      result: { attempt: 2 },
    });
  });

  it.each([
    ['the database is away', new DatabaseUnavailableError(new Error('Connection terminated unexpectedly'))],
    ['Redis is away', new RedisUnavailableError(new Error('Connection is closed.'))],
    ['a store on disk is full', new StoreUnavailableError('The store on disk can’t be written.')],
  ])('because %s is not counted, and made again when it is back', async (_, away) => {
    const node = await startNode(
      kindOf(async (_, { job }) => {
        if (job.attempts <= 3) throw away;
        return { attempt: job.attempts };
      }),
    );
    await node.work.start();
    const job = await node.give('x');
    const changes: Job[] = [];
    for await (const each of node.jobs.watch(viewer.id, job.id, AbortSignal.timeout(WAIT_MS))) changes.push(each);
    const waited = changes.filter(({ step }) => step === 'Waiting to try again');
    expect(waited.map(({ attempts, attemptLimit }) => attemptLimit - attempts)).toEqual([3, 3, 3]);
    expect(changes.at(-1)).toMatchObject({ state: 'COMPLETED', attempts: 4, result: { attempt: 4 } });
  });

  it('because the database is away for ever fails with that reason', async () => {
    const node = await startNode(
      kindOf(async () => {
        throw new DatabaseUnavailableError(new Error('Connection terminated unexpectedly'));
      }),
    );
    const job = await node.give('x');
    await database.prisma.job.update({ where: { id: job.id }, data: { attempts: 30, attemptLimit: 31 } });
    await node.work.start();
    expect(await ended(node, job)).toMatchObject({
      state: 'FAILED',
      error: 'The database does not answer: try again in a moment.',
      errorCode: 'UNAVAILABLE',
      attempts: 31,
    });
  });

  it('is not made again when the job is cancelled while it waits', async () => {
    let attempts = 0;
    const node = await startNode(
      kindOf(async () => {
        attempts += 1;
        throw new Error('no');
      }),
    );
    await node.work.start();
    const job = await node.give('x');
    await vi.waitFor(async () => expect(await rowOf(job)).toMatchObject({ state: 'DELAYED' }));
    expect(await node.jobs.cancel(viewer.id, job.id)).toMatchObject({ state: 'CANCELLED', attempts: 1 });
    await vi.waitFor(async () => expect(await node.queue.counts()).toMatchObject({ delayed: 0, active: 0 }));
    expect(await rowOf(job)).toMatchObject({ state: 'CANCELLED', attempts: 1 });
    expect(attempts).toBe(1);
  });
});

describe('an attempt', () => {
  it('that fails for a reason its owner can act on ends the job with that reason', async () => {
    const node = await startNode(
      kindOf(async () => {
        throw new UnavailableError('The model is away: try later.', { cause: new Error('hunter2') });
      }),
    );
    await node.work.start();
    const job = await ended(node, await node.give('x'));
    expect(job).toMatchObject({ state: 'FAILED', attempts: 1, error: 'The model is away: try later.' });
    expect(job).toMatchObject({ failure: 'REFUSED', cause: 'UnavailableError UNAVAILABLE, from Error' });
  });

  it('that takes too long fails with a reason, also when it does not listen', async () => {
    const late: unknown[] = [];
    const over = gate();
    const node = await startNode(
      kindOf(
        async (name, { signal, progress }) => {
          await once(signal, 'abort');
          if (name === 'listens') throw signal.reason;
          // Deaf: it goes on for longer than it may, and only then says how far it is.
          await over.opened;
          await progress(99, 'Still there').catch((error: unknown) => late.push(error));
          return 'too late';
        },
        { timeLimitMs: 300 },
      ),
    );
    await node.work.start();
    const jobs = await Promise.all([node.give('listens'), node.give('deaf')]);
    for (const job of jobs) {
      const { state, error, attempts, failure } = await ended(node, job);
      expect({ state, attempts, failure }).toEqual({ state: 'FAILED', attempts: 1, failure: 'TOO_LONG' });
      expect(error).toMatch(/^It took longer than .+\.$/);
    }
    const before = await rowOf(jobs[1]);
    over.open();
    await vi.waitFor(() => expect(late).toEqual([expect.any(OvertakenError)]));
    expect(await rowOf(jobs[1])).toEqual(before);
  });

  it('that is interrupted is handed back uncounted, and made again by the next process', async () => {
    const began = gate();
    const signals: AbortSignal[] = [];
    const kind = kindOf(
      async (_, { job, signal }) => {
        signals.push(signal);
        if (job.attempts > 1) return 'done';
        began.open();
        await once(signal, 'abort');
        throw signal.reason;
      },
      { attempts: 1 },
    );
    const first = await startNode(kind);
    await first.work.start();
    const job = await first.give('x');
    await began.opened;
    await first.work.close(0);
    expect(await rowOf(job)).toMatchObject({ state: 'WAITING', attempts: 1, attemptLimit: 2, error: null });
    expect(await first.queue.counts()).toMatchObject({ waiting: 1, active: 0 });

    const second = startJobNode(database, kind, first.queue);
    await second.work.start();
    expect(await ended(second, job)).toMatchObject({ state: 'COMPLETED', attempts: 2, result: 'done' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});

describe('a running attempt whose process heard nothing', () => {
  /** Runs until it is told not to, and says why. */
  async function startDeaf() {
    const begun = gate();
    const reasons: unknown[] = [];
    const node = await startNode(
      kindOf(async (_, { signal }) => {
        begun.open();
        await once(signal, 'abort');
        reasons.push(signal.reason);
        throw signal.reason;
      }),
    );
    await node.work.start();
    const job = await node.give('x');
    await begun.opened;
    return { node, job, reasons };
  }

  it('is ended all the same when its job is cancelled: the row says so', async () => {
    const { node, job } = await startDeaf();
    // As another process does it whose message is lost.
    await database.prisma.job.update({ where: { id: job.id }, data: { cancelRequested: true } });
    expect(await ended(node, job)).toMatchObject({ state: 'CANCELLED', attempts: 1 });
  });

  it('is ended, and changes nothing, when another process has begun the next one', async () => {
    const { node, job, reasons } = await startDeaf();
    await takeOver(node, job);
    await vi.waitFor(() => expect(reasons).toEqual([expect.any(OvertakenError)]));
    await vi.waitFor(async () => expect(await node.queue.counts()).toMatchObject({ active: 0 }));
    expect(await rowOf(job)).toMatchObject({ state: 'ACTIVE', attempts: 2 });
  });
});

describe('an attempt that another one has overtaken', () => {
  it('leaves no trace: of two runners that are given one job, only the later one counts', async () => {
    const gates = [gate(), gate()];
    const begun: Run[] = [];
    const kind = kindOf(async (_, run) => {
      begun.push(run);
      await gates[run.job.attempts - 1]?.opened;
      await run.progress(70, `attempt ${run.job.attempts}`);
      return run.job.attempts;
    });
    const first = await startNode(kind);
    const second = startJobNode(database, kind, first.queue);
    const job = await first.give('x');
    const task = { id: job.id, kind: job.kind };
    const secondRun = async (): Promise<TaskOutcome> => {
      for (;;) {
        await leaseEnds(job, null);
        const outcome = await second.runner.run(task);
        if (outcome.kind !== 'again') return outcome;
      }
    };
    const runs = [first.runner.run(task)];
    await vi.waitFor(() => expect(begun).toHaveLength(1));
    runs.push(secondRun());
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    expect(begun.map((run) => run.job.attempts)).toEqual([1, 2]);

    const before = await rowOf(job);
    gates[0]?.open();
    const overtaken = await Promise.race(runs);
    expect(overtaken).toEqual({ kind: 'done' });
    expect(await rowOf(job)).toEqual(before);
    gates[1]?.open();
    await Promise.all(runs);
    expect(await rowOf(job)).toMatchObject({ state: 'COMPLETED', attempts: 2, result: 2 });
  });

  it('can neither go on, nor end the job, nor put it back', async () => {
    const node = await startNode(kindOf(async () => undefined));
    const { store, queries } = node;
    const { id } = await node.give('x');
    expect(await store.begin(id, [])).toMatchObject({ job: { attempts: 1 } });
    const second = await takeOver(node, { id });
    expect(second).toMatchObject({ attempts: 2 });
    expect(await store.progress(id, 1, 50, 'overtaken')).toBeUndefined();
    expect(await store.end(id, 1, { state: 'COMPLETED', result: 'overtaken' }, [])).toBeUndefined();
    expect(await store.end(id, 1, failed('overtaken'), [])).toBeUndefined();
    expect(await store.release(id, 1, { counted: true, step: 'overtaken' })).toBeUndefined();
    expect(await queries.byId(id)).toEqual(second);
  });

  it('is as one of a job that has ended: its progress is ignored', async () => {
    const { store, queries, give } = await startNode(kindOf(async () => undefined));
    const { id } = await give('x');
    await store.begin(id, []);
    const ends = await Promise.all([
      store.end(id, 1, { state: 'COMPLETED', result: 1 }, []),
      store.end(id, 1, failed('no'), []),
      store.end(id, 1, { state: 'CANCELLED' }, []),
    ]);
    const [end, ...others] = ends.filter((each) => each !== undefined);
    expect(others).toEqual([]);
    expect(await store.progress(id, 1, 10, 'late')).toBeUndefined();
    expect(await store.release(id, 1, { counted: false, step: undefined })).toBeUndefined();
    expect(await store.begin(id, [])).toBeUndefined();
    expect(await store.requestCancel(id, viewer.id)).toBeUndefined();
    expect(await queries.byId(id)).toEqual(end?.job);
  });

  it('takes with it what else its statement would have written', async () => {
    const { store, give } = await startNode(kindOf(async () => undefined));
    const { id } = await give('x');
    await store.begin(id, []);
    const rename = Prisma.sql`UPDATE "User" SET "name" = 'Renamed' FROM changed WHERE "User"."id" = changed."ownerId"`;
    const nameOf = async () => (await database.prisma.user.findUniqueOrThrow({ where: { id: viewer.id } })).name;
    expect(await store.end(id, 7, { state: 'CANCELLED' }, [rename])).toBeUndefined();
    expect(await nameOf()).toBe('Somebody');
    await store.end(id, 1, { state: 'CANCELLED' }, [rename]);
    expect(await nameOf()).toBe('Renamed');
  });
});

describe('an attempt that has its lease', () => {
  it('is followed by no other, here or elsewhere, and by one once the lease has run out', async () => {
    const { open, opened } = gate();
    const begun: number[] = [];
    const kind = kindOf(async (_, { job }) => {
      begun.push(job.attempts);
      await opened;
      return 'done';
    });
    const first = await startNode(kind);
    const second = await startNode(kind, first.queue);
    const job = await first.give('x');
    const task = { id: job.id, kind: job.kind };
    const run = first.runner.run(task);
    await vi.waitFor(() => expect(begun).toEqual([1]));
    // The queue no longer heard of the worker, and delivers the task again.
    for (const { runner } of [first, second]) {
      expect(await runner.run(task)).toEqual({ kind: 'again', delayMs: expect.any(Number) });
    }
    expect(await second.store.begin(job.id, [])).toBeUndefined();
    open();
    expect(await run).toEqual({ kind: 'done' });
    expect(await second.runner.run(task)).toEqual({ kind: 'done' });
    expect(await rowOf(job)).toMatchObject({ state: 'COMPLETED', attempts: 1, result: 'done' });

    const lost = await second.give('y');
    await second.store.begin(lost.id, []);
    await leaseEnds(lost, new Date(0));
    expect(await second.runner.run({ id: lost.id, kind: lost.kind })).toEqual({ kind: 'done' });
    expect(await rowOf(lost)).toMatchObject({ state: 'COMPLETED', attempts: 2 });
  });

  it('is not ended by whoever finds that it is to be cancelled: its own process does that', async () => {
    const node = await startNode(kindOf(async () => undefined));
    const job = await node.give('x');
    const task = { id: job.id, kind: job.kind };
    await node.store.begin(job.id, []);
    await node.store.requestCancel(job.id, viewer.id);
    expect(await node.runner.run(task)).toMatchObject({ kind: 'again' });
    expect(await rowOf(job)).toMatchObject({ state: 'ACTIVE' });
    await leaseEnds(job, new Date(0));
    expect(await node.runner.run(task)).toEqual({ kind: 'done' });
    expect(await rowOf(job)).toMatchObject({ state: 'CANCELLED', attempts: 1 });
  });

  it('loses it when its process has not reached the queue for long, though it reaches the database', async () => {
    const { open, opened } = gate();
    const queue = openJobQueue();
    vi.spyOn(queue, 'silentForMs').mockReturnValue(60_000);
    const node = await startNode(
      kindOf(() => opened),
      queue,
    );
    const looked = vi.spyOn(node.queries, 'active');
    const job = await node.give('x');
    const run = node.runner.run({ id: job.id, kind: job.kind });
    await vi.waitFor(() => expect(looked).toHaveBeenCalled());
    await leaseEnds(job, null);
    looked.mockClear();
    await vi.waitFor(() => expect(looked.mock.calls.length).toBeGreaterThan(1));
    expect(await node.store.leaseLeftMs(job.id)).toBe(0);
    open();
    expect(await run).toEqual({ kind: 'done' });
  });
});

describe('a last attempt', () => {
  const oneAttempt = { attempts: 1 };
  it('that lives, here or in another process, is left alone when the queue delivers its job again', async () => {
    const { open, opened } = gate();
    const begun = gate();
    const kind = kindOf(async () => {
      begun.open();
      await opened;
      return 'done';
    }, oneAttempt);
    const first = await startNode(kind);
    const second = await startNode(kind, first.queue);
    const job = await first.give('x');
    const task = { id: job.id, kind: job.kind };
    const run = first.runner.run(task);
    await begun.opened;
    const before = await rowOf(job);
    for (const { runner } of [first, second, first]) {
      expect(await runner.run(task)).toEqual({ kind: 'again', delayMs: expect.any(Number) });
    }
    // Its own process knows that it lives, though it hasn't said so for long.
    await leaseEnds(job, new Date(0));
    expect(await first.runner.run(task)).toMatchObject({ kind: 'again' });
    expect(await rowOf(job)).toEqual(before);
    open();
    expect(await run).toEqual({ kind: 'done' });
    expect(await rowOf(job)).toMatchObject({ state: 'COMPLETED', attempts: 1, result: 'done' });
  });

  it('that was delivered again to its own process is still cancelled there', async () => {
    const begun = gate();
    const kind = kindOf(async (_, { signal }) => {
      begun.open();
      await once(signal, 'abort');
      throw signal.reason;
    }, oneAttempt);
    const node = await startNode(kind);
    const job = await node.give('x');
    const task = { id: job.id, kind: job.kind };
    const run = node.runner.run(task);
    await begun.opened;
    expect(await node.runner.run(task)).toMatchObject({ kind: 'again' });
    expect(await node.jobs.cancel(viewer.id, job.id)).toMatchObject({ state: 'CANCELLED' });
    expect(await run).toEqual({ kind: 'done' });
  });

  it('says again and again that it lives', async () => {
    const { open, opened } = gate();
    const kind = kindOf(() => opened, oneAttempt);
    const node = await startNode(kind);
    const job = await node.give('x');
    const run = node.runner.run({ id: job.id, kind: job.kind });
    await vi.waitFor(async () => expect(await rowOf(job)).toMatchObject({ state: 'ACTIVE' }), { timeout: WAIT_MS });
    await leaseEnds(job, null);
    await vi.waitFor(async () => expect(await node.store.leaseLeftMs(job.id)).toBeGreaterThan(0), { timeout: WAIT_MS });
    open();
    await run;
    expect(await node.store.leaseLeftMs(job.id)).toBe(0);
  });

  it('whose process died ends the job when its lease has run out, once', async () => {
    const node = await startNode(kindOf(async () => undefined, oneAttempt));
    const job = await node.give('x');
    const task = { id: job.id, kind: job.kind };
    await node.store.begin(job.id, []);
    expect(await node.runner.run(task)).toEqual({ kind: 'again', delayMs: expect.any(Number) });
    expect(await rowOf(job)).toMatchObject({ state: 'ACTIVE' });
    await leaseEnds(job, new Date(Date.now() - 1_000));
    await Promise.all([node.runner.run(task), node.runner.run(task)]);
    expect(await rowOf(job)).toMatchObject({ state: 'FAILED', error: expect.stringMatching(/^It was begun 1 times/) });
  });

  it('that was heard of again just before its job would have ended goes on', async () => {
    const { store, give } = await startNode(kindOf(async () => undefined, oneAttempt));
    const job = await give('x');
    await store.begin(job.id, []);
    await leaseEnds(job, new Date(0));
    expect(await store.renewLeases([{ id: job.id, attempt: 1 }])).toEqual([
      { id: job.id, attempts: 1, cancelRequested: false },
    ]);
    expect(await store.endLost(job.id, 1, failed('lost'), [])).toBeUndefined();
    // Of an attempt that isn't under way any more nothing is renewed.
    await leaseEnds(job, null);
    await store.renewLeases([{ id: job.id, attempt: 7 }]);
    expect(await store.leaseLeftMs(job.id)).toBe(0);
    expect(await store.endLost(job.id, 1, failed('lost'), [])).toMatchObject({
      job: { state: 'FAILED' },
    });
  });
});

describe('progress', () => {
  it('of an attempt never falls nor passes 100, and begins anew with the next attempt', async () => {
    const node = await startNode(kindOf(async () => undefined));
    const { store } = node;
    const { id } = await node.give('x');
    await store.begin(id, []);
    expect(await store.progress(id, 1, 60, 'a')).toMatchObject({ progress: 60, step: 'a' });
    expect(await store.progress(id, 1, 40, 'b')).toMatchObject({ progress: 60, step: 'b' });
    expect(await store.progress(id, 1, 140, 'c')).toMatchObject({ progress: 100, step: 'c' });
    expect(await takeOver(node, { id })).toMatchObject({ progress: 0, step: null });
  });
});

describe('jobs that the queue does not know', () => {
  it('are added by the sweep, and run once', async () => {
    const ran: string[] = [];
    const node = await startNode(kindOf(async (name) => void ran.push(name)));
    const jobs = [await node.give('a'), await node.give('b')];
    const begun = await node.give('begun');
    await node.store.begin(begun.id, []);
    await node.queue.clear();
    expect(await node.queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 });
    await database.prisma.job.updateMany({ data: { createdAt: new Date(Date.now() - 60_000) } });
    await node.work.start();
    node.startSweep();
    for (const job of jobs) expect(await ended(node, job)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
    expect(await ended(node, begun)).toMatchObject({ state: 'COMPLETED', attempts: 2 });
    expect(ran.sort()).toEqual(['a', 'b', 'begun']);
  });

  it('because it was away when they were made, are stored all the same and run when it is back', async () => {
    const queue = openJobQueue();
    const away = vi.spyOn(queue, 'add').mockRejectedValue(new Error('the queue is away'));
    const node = await startNode(
      kindOf(async () => 'done'),
      queue,
    );
    const job = await node.give('x');
    expect(job.state).toBe('WAITING');
    expect(node.logLines).toContainEqual(expect.objectContaining({ jobId: job.id, msg: 'a job waits for the queue' }));
    away.mockRestore();
    await database.prisma.job.updateMany({ data: { createdAt: new Date(Date.now() - 60_000) } });
    await node.work.start();
    node.startSweep();
    expect(await ended(node, job)).toMatchObject({ state: 'COMPLETED', attempts: 1, result: 'done' });
  });

  it('are all put there when a process starts, those that a dead one had begun included', async () => {
    const node = await startNode(kindOf(async (name, { job }) => `${name} ${job.attempts}`));
    const begun = await node.give('begun');
    await node.store.begin(begun.id, []);
    const unwanted = await node.give('unwanted');
    await node.store.begin(unwanted.id, []);
    await node.store.requestCancel(unwanted.id, viewer.id);
    const deadly = await node.give('deadly');
    for (let attempt = 1; attempt <= 3; attempt += 1) await takeOver(node, deadly);
    const done = await node.give('done');
    await node.store.begin(done.id, []);
    await node.store.end(done.id, 1, { state: 'COMPLETED', result: null }, []);

    expect(await refillQueue(node)).toBe(3);
    await node.work.start();
    expect(await ended(node, begun)).toMatchObject({ state: 'COMPLETED', result: 'begun 2' });
    expect(await ended(node, unwanted)).toMatchObject({ state: 'CANCELLED', attempts: 1 });
    const failed = await ended(node, deadly);
    expect(failed).toMatchObject({ state: 'FAILED', attempts: 3, failure: 'PROCESSES_DIED', cause: null });
    expect(failed.error).toContain('It was begun 3 times');
    expect(await rowOf(done)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
  });

  it('are put there however many they are', async () => {
    const node = await startNode(kindOf(async () => undefined));
    await database.prisma.job.createMany({
      data: Array.from({ length: 1_001 }, () => ({
        id: randomUUID(),
        ownerId: viewer.id,
        kind: 'EXPORT_DATA' as const,
        input: 'x',
      })),
    });
    expect(await refillQueue(node)).toBe(1_001);
    expect(await node.queue.counts()).toMatchObject({ waiting: 1_001 });
    expect(await refillQueue(node)).toBe(1_001);
    expect(await node.queue.counts()).toMatchObject({ waiting: 1_001 });
  });
});

it('a job that nobody waits for is not begun while the heap is nearly full, and is when there is room', async () => {
  const load: { shortage: Load['shortage'] } = { shortage: 'heap' };
  const node = await startNode(
    kindOf(async (name) => name),
    undefined,
    load,
  );
  const { id } = await node.give('a large one');
  const task = { id, kind: 'EXPORT_DATA' };
  expect(await node.runner.run(task)).toEqual({ kind: 'again', delayMs: expect.any(Number) });
  expect(await node.queries.byId(id)).toMatchObject({ state: 'WAITING', attempts: 0 });
  load.shortage = 'loop';
  expect(await node.runner.run(task)).toEqual({ kind: 'done' });
  expect(await node.queries.byId(id)).toMatchObject({ state: 'COMPLETED', attempts: 1 });
});

it('a job that met a full disk is tried again', async () => {
  const node = await startNode(
    kindOf(async (name, { job }) => {
      if (job.attempts === 1) throw new StoreUnavailableError('The store on disk can’t be written.');
      return name;
    }),
  );
  const { id } = await node.give('to be written');
  const task = { id, kind: 'EXPORT_DATA' };
  expect(await node.runner.run(task)).toEqual({ kind: 'again', delayMs: expect.any(Number) });
  expect(await node.runner.run(task)).toEqual({ kind: 'done' });
  expect(await node.queries.byId(id)).toMatchObject({ state: 'COMPLETED', attempts: 2 });
});
