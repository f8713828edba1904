import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Viewer } from '../../src/accounts/viewer.ts';
import type { Database } from '../../src/database/database.ts';
import { ConflictError } from '../../src/errors.ts';
import type { JobKind } from '../../src/jobs/job.ts';
import type { JobHandler } from '../../src/jobs/job-kind.ts';
import { refillQueue } from '../../src/jobs/queueing/job-sweep.ts';
import { newViewer, openTestDatabase } from '../support/lex/memory-node.ts';
import { openJobEvents, openJobQueue, startJobNode } from './job-node.ts';

const WAIT_MS = 120_000;
const STEP = 'Waiting for a worker that knows jobs of this kind';

let database: Database;
let viewer: Viewer;
beforeAll(async () => {
  database = await openTestDatabase();
  viewer = await newViewer(database);
});

function handlerOf(kind: JobKind): JobHandler<string> {
  const task = { kind, input: z.string(), attempts: 3, timeLimitMs: WAIT_MS };
  return { task, start: () => ({ run: async (input) => `did ${input}` }) };
}

it('a job of a kind without a handler waits for a worker that has one, says so, and makes no noise', async () => {
  const [queue, events] = [openJobQueue(), openJobEvents()];
  const newer = startJobNode(database, handlerOf('SPEECH'), queue, events);
  const older = startJobNode(database, handlerOf('EXPORT_DATA'), queue, events);
  await older.work.start();
  const jobs = await Promise.all([1, 2, 3].map(() => newer.jobs.start(viewer.id, handlerOf('SPEECH').task, 'speech')));
  const waiting = () => database.prisma.job.findMany({ where: { kind: 'SPEECH' } });
  await expect.poll(waiting).toMatchObject(jobs.map(() => ({ state: 'WAITING', step: STEP, attempts: 0 })));
  // It is in no queue, from which it would come again and again, and an old worker's sweep leaves it alone.
  older.startSweep().begin();
  await expect.poll(() => queue.counts()).toEqual({ waiting: 0, active: 0, delayed: 0 });
  expect(await refillQueue(older)).toBe(0);
  expect(older.logLines).toEqual([expect.objectContaining({ kind: 'SPEECH', level: 30 })]);

  // A worker that knows the kind takes its place, and takes them from the rows at once.
  await older.work.close(0);
  newer.startSweep();
  await database.prisma.$executeRaw`UPDATE "Job" SET "createdAt" = now() - interval '1 hour' WHERE "kind" = 'SPEECH'`;
  await newer.work.start();
  for (const { id } of jobs) {
    expect(await newer.jobs.whenEnded(viewer.id, id, WAIT_MS)).toMatchObject({
      state: 'COMPLETED',
      step: null,
      attempts: 1,
      result: 'did speech',
    });
  }
});

it('a failed job of such a kind is not opened again, and says why', async () => {
  const older = startJobNode(database, handlerOf('EXPORT_DATA'));
  const newer = startJobNode(database, handlerOf('SPEECH'));
  const job = await newer.jobs.start(viewer.id, handlerOf('SPEECH').task, 'x');
  expect(await older.jobs.cancel(viewer.id, job.id)).toMatchObject({ state: 'CANCELLED' });
  const retried = older.jobs.retry(viewer.id, job.id);
  await expect(retried).rejects.toThrow(ConflictError);
  await expect(retried).rejects.toThrow(/does not know jobs of this kind/);
});

it('a kind that only the database knows can be read', async () => {
  await database.prisma.$executeRawUnsafe(`ALTER TYPE "JobKind" ADD VALUE IF NOT EXISTS 'FROM_TOMORROW'`);
  const { jobs, runner } = startJobNode(database, handlerOf('EXPORT_DATA'));
  const rows = await database.prisma.$queryRaw<{ id: string }[]>`
    INSERT INTO "Job" ("id", "ownerId", "kind", "input")
    VALUES (gen_random_uuid(), ${viewer.id}::uuid, 'FROM_TOMORROW', '{}') RETURNING "id"`;
  const id = rows[0]?.id ?? '';
  expect(await runner.run({ id, kind: 'FROM_TOMORROW' })).toEqual({ kind: 'done' });
  const page = { after: undefined, before: undefined, limit: 5, from: 'start' } as const;
  const { rows: listed } = await jobs.list(viewer.id, { page });
  expect(listed.find((job) => job.id === id)).toMatchObject({ kind: 'FROM_TOMORROW', step: STEP });
  expect(await jobs.cancel(viewer.id, id)).toMatchObject({ state: 'CANCELLED' });
});
