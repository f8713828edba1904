import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Viewer } from '../../src/accounts/viewer.ts';
import type { Database } from '../../src/database/database.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import { createEndedJobStore } from '../../src/jobs/ended/ended-job-store.ts';
import { createJobTallyStore } from '../../src/jobs/ended/job-tally-store.ts';
import { createJobStore } from '../../src/jobs/job-store.ts';
import type { JobTask } from '../../src/jobs/task.ts';
import { createEndedJobsStore } from '../../src/status/ended-jobs-store.ts';
import { newViewer, openTestDatabase } from '../support/lex/memory-node.ts';
import { type SharedPostgres, sharedPostgres } from '../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';

const DAY_MS = 24 * 60 * 60_000;
const TASK: JobTask<object> = { kind: 'REPLY', input: z.object({}), attempts: 3, timeLimitMs: DAY_MS };
const ago = (days: number) => new Date(Date.now() - days * DAY_MS);

let postgres: SharedPostgres | undefined;
afterAll(async () => postgres?.close());

async function onServer(): Promise<Database> {
  postgres = await sharedPostgres();
  return openTestDatabase(await postgres.createMigratedDatabase());
}

describe.each([
  { name: 'embedded', open: () => openTestDatabase(), missing: undefined },
  { name: 'on PostgreSQL', open: onServer, missing: whyNoPostgres() },
])('$name', ({ open, missing }) => {
  let database: Database;
  let viewer: Viewer;
  beforeAll(async () => {
    if (missing === undefined) database = await open();
  });
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    viewer = await newViewer(database);
  });

  const counts = () => createEndedJobsStore(database).count();
  const tallies = () => createJobTallyStore(database);
  const store = () => createJobStore({ database, events: new LocalEventBus() });

  /** What has been added to the counts since. */
  async function since(before: Awaited<ReturnType<typeof counts>>) {
    const { completed, failed } = await counts();
    return { completed: completed - before.completed, failed: failed - before.failed };
  }

  async function openJobs(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    const job = { ownerId: viewer.id, kind: 'EXPORT_DATA' as const, input: {} };
    await database.prisma.job.createMany({ data: ids.map((id) => ({ id, ...job })) });
    return ids;
  }

  async function end(id: string, how: 'COMPLETED' | 'FAILED'): Promise<void> {
    const { begin, end } = store();
    const begun = await begin(id, []);
    const failure = { state: 'FAILED', failure: 'REFUSED', error: 'no', code: 'UNAVAILABLE' } as const;
    await end(id, begun?.job.attempts ?? 0, how === 'FAILED' ? failure : { state: 'COMPLETED', result: 1 }, []);
  }

  describe('the counts of ended jobs', () => {
    it('are right while many jobs end, are opened again and go at once, and changes are added up', async () => {
      const before = await counts();
      const ids = await openJobs(60);
      let adding = true;
      const adder = (async () => {
        while (adding) await Promise.all([tallies().addUp(), tallies().addUp()]);
      })();
      await Promise.all(ids.map((id, n) => end(id, n % 3 === 0 ? 'FAILED' : 'COMPLETED')));
      expect(await since(before)).toEqual({ completed: 40, failed: 20 });
      // One that is opened again has not failed; one whose row goes has been done all the same.
      await Promise.all([
        ...ids.filter((_, n) => n % 6 === 0).map((id) => store().reopen(id, viewer.id, 3, [])),
        database.prisma.job.deleteMany({ where: { id: { in: ids.filter((_, n) => n % 3 === 1) } } }),
      ]);
      adding = false;
      await adder;
      expect(await since(before)).toEqual({ completed: 40, failed: 10 });
      while ((await tallies().addUp()) > 0);
      expect(await database.prisma.jobTallyChange.count()).toBe(0);
      expect(await since(before)).toEqual({ completed: 40, failed: 10 });
      expect(await tallies().compare()).toEqual([]);
      // All others go with their owner, whose jobs have been done.
      await database.prisma.user.delete({ where: { id: viewer.id } });
      expect(await since(before)).toEqual({ completed: 40, failed: 10 });
      expect(await tallies().compare()).toEqual([]);
    });

    it('have what was done with a job, or nothing of it when its transaction is broken off', async () => {
      const before = await counts();
      const [id = ''] = await openJobs(1);
      await expect(
        database.prisma.$transaction(async (transaction) => {
          await transaction.job.update({ where: { id }, data: { state: 'COMPLETED' } });
          throw new Error('its process died');
        }),
      ).rejects.toThrow('its process died');
      expect(await since(before)).toEqual({ completed: 0, failed: 0 });
      await end(id, 'COMPLETED');
      expect(await since(before)).toEqual({ completed: 1, failed: 0 });
    });

    it('are compared with the rows, and mended once where somebody has changed rows without the triggers', async () => {
      const before = await counts();
      const [one = '', other = ''] = await openJobs(2);
      await end(one, 'COMPLETED');
      await end(other, 'FAILED');
      expect(await tallies().compare()).toEqual([]);
      await database.pool.query('ALTER TABLE "Job" DISABLE TRIGGER USER');
      try {
        await database.prisma.job.delete({ where: { id: one } });
        await database.prisma.job.update({ where: { id: other }, data: { state: 'COMPLETED' } });
      } finally {
        await database.pool.query('ALTER TABLE "Job" ENABLE TRIGGER USER');
      }
      const found = await Promise.all([tallies().compare(), tallies().compare()]);
      const there = await database.prisma.job.count({ where: { state: 'FAILED' } });
      // What one has mended, the other one finds right. As many are completed as before: one went, and one came.
      expect(found.flat()).toEqual([{ state: 'FAILED', kept: there + 1, counted: there }]);
      expect(await since(before)).toEqual({ completed: 1, failed: 0 });
      expect(await tallies().compare()).toEqual([]);
    });
  });

  describe('a job that ended long ago', () => {
    /** A reply with its job, which has ended. */
    async function reply(finishedAt: Date, idempotencyKey: string | null = null) {
      const { prisma } = database;
      const owned = { ownerId: viewer.id };
      const { id: conversationId } = await prisma.conversation.create({
        data: { id: randomUUID(), title: 'Talk', ...owned },
      });
      const said = { ...owned, conversationId, state: 'COMPLETED' as const, content: 'Words.' };
      const question = await prisma.message.create({ data: { id: randomUUID(), role: 'USER', ...said } });
      const written = { role: 'ASSISTANT' as const, parentId: question.id, recalled: [{ memoryId: 'x' }] };
      const message = await prisma.message.create({ data: { id: randomUUID(), ...said, ...written } });
      const about = { conversationId, messageId: message.id, idempotencyKey, fingerprint: 'abc' };
      const times = { createdAt: finishedAt, finishedAt };
      const ended = { kind: 'REPLY' as const, state: 'COMPLETED' as const, input: {}, ...times };
      const job = await prisma.job.create({ data: { id: randomUUID(), ...owned, ...about, ...ended } });
      return { job, message, conversationId };
    }

    const upkeep = () => createEndedJobStore(database, { days: 30 });
    const ids = async () => (await database.prisma.job.findMany({ where: { ownerId: viewer.id } })).map(({ id }) => id);
    const settle = () => database.prisma.spentKey.updateMany({ data: { keptAt: ago(1) } });
    // The first says whether there are old ones: no test is to see what another has left.
    beforeEach(() => database.prisma.job.deleteMany({}));

    it('goes, and its message stays; younger and open ones stay, whatever their numbers are', async () => {
      const before = await counts();
      // It was asked for before the others, and ended late.
      const late = await reply(ago(31));
      await database.prisma.job.update({ where: { id: late.job.id }, data: { finishedAt: ago(1) } });
      const old = await reply(ago(31));
      const young = await reply(ago(29));
      const [open = ''] = await openJobs(1);
      await database.prisma.job.update({ where: { id: open }, data: { createdAt: ago(90) } });
      await upkeep().keepKeys();
      expect(await upkeep().deleteDue()).toBe(1);
      expect(await upkeep().deleteDue()).toBe(0);
      expect((await ids()).sort()).toEqual([late.job.id, young.job.id, open].sort());
      expect(await database.prisma.message.findUnique({ where: { id: old.message.id } })).toEqual(old.message);
      expect(await since(before)).toEqual({ completed: 3, failed: 0 });
    });

    it('leaves its key behind before it goes, and no other job is stored with that', async () => {
      const key = `chat:${randomUUID()}`;
      const { job, message, conversationId } = await reply(ago(31), key);
      // Without its key it doesn't go, nor soon after.
      expect(await upkeep().deleteDue()).toBe(0);
      await Promise.all([upkeep().keepKeys(), upkeep().keepKeys()]);
      expect(await upkeep().deleteDue()).toBe(0);
      await settle();
      expect(await upkeep().deleteDue()).toBe(1);
      const again = { ownerId: viewer.id, task: TASK, input: {}, idempotencyKey: key };
      expect(await store().insert(again)).toBeUndefined();
      expect(await store().insert({ ...again, idempotencyKey: `${key}2` })).toBeDefined();
      expect(await database.prisma.spentKey.findMany({ where: { ownerId: viewer.id } })).toMatchObject([
        { jobId: job.id, key, fingerprint: 'abc', messageId: message.id },
      ]);
      await database.prisma.conversation.delete({ where: { id: conversationId } });
      expect(await store().insert(again)).toBeUndefined();
      await database.prisma.user.delete({ where: { id: viewer.id } });
      expect(await database.prisma.spentKey.count({ where: { ownerId: viewer.id } })).toBe(0);
    });

    it('that is opened again after its key was kept stays until it has ended again, and long ago', async () => {
      const { job } = await reply(ago(31), `chat:${randomUUID()}`);
      await database.prisma.job.update({ where: { id: job.id }, data: { state: 'FAILED' } });
      await upkeep().keepKeys();
      await settle();
      await store().reopen(job.id, viewer.id, 3, []);
      expect(await upkeep().deleteDue()).toBe(0);
      await end(job.id, 'COMPLETED');
      expect(await upkeep().deleteDue()).toBe(0);
      await database.prisma.job.update({ where: { id: job.id }, data: { finishedAt: ago(31) } });
      await upkeep().keepKeys();
      expect(await upkeep().deleteDue()).toBe(1);
    });

    it('goes once, whoever deletes: of two processes each takes what the other has not', async () => {
      for (let n = 0; n < 20; n++) await reply(ago(31));
      const deleted = await Promise.all([upkeep().deleteDue(), upkeep().deleteDue(), upkeep().deleteDue()]);
      const rest = await upkeep().deleteDue();
      expect(deleted.reduce((sum, each) => sum + each, rest)).toBe(20);
      expect(await ids()).toEqual([]);
    });
  });

  it('leases are renewed past a row that a transaction has locked', async ({ skip }) => {
    skip(database.hasOneSession, 'it has one session');
    const jobs = await openJobs(2);
    const { begin, renewLeases, leaseLeftMs } = store();
    for (const id of jobs) await begin(id, []);
    await database.prisma.job.updateMany({ where: { id: { in: jobs } }, data: { leasedUntil: null } });
    const [locked = '', free = ''] = jobs;
    await database.prisma.$transaction(async (transaction) => {
      await transaction.$queryRaw`SELECT 1 FROM "Job" WHERE "id" = ${locked}::uuid FOR UPDATE`;
      expect(await renewLeases(jobs.map((id) => ({ id, attempt: 1 })))).toHaveLength(2);
      expect([await leaseLeftMs(locked), (await leaseLeftMs(free)) > 0]).toEqual([0, true]);
    });
  });
});
