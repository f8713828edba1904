import { randomUUID } from 'node:crypto';
import { createRedisBackend, withBackend } from 'bullmq';
import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Viewer } from '../../src/accounts/viewer.ts';
import type { Database } from '../../src/database/database.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { JobHandler } from '../../src/jobs/job-kind.ts';
import { createBullmqTaskQueue } from '../../src/queue/bullmq-task-queue.ts';
import type { TaskQueue } from '../../src/queue/task-queue.ts';
import { openRedis } from '../../src/redis/redis.ts';
import { newViewer, openTestDatabase } from '../support/lex/memory-node.ts';
import { sharedRedis } from '../support/servers/shared-redis.ts';
import { whyNoRedis } from '../support/servers/start-redis.ts';
import { openJobQueue, startJobNode } from './job-node.ts';

const WAIT_MS = 120_000;
/** How many jobs a node of these tests does at a time. */
const AT_A_TIME = 4;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.prisma.job.deleteMany({});
});

async function openRedisQueue(): Promise<TaskQueue> {
  const log = pino({ level: 'silent' });
  const server = await sharedRedis();
  onTestFinished(() => server.close());
  const redis = await openRedis(server.url, { name: 'lex', log });
  onTestFinished(() => redis.close());
  const queue = createBullmqTaskQueue(withBackend(createRedisBackend), {
    connection: redis.requests,
    connectionForWork: () => redis.forWork(),
    isUrgent: () => true,
    prefix: `lex-${randomUUID()}`,
    log,
  });
  onTestFinished(() => queue.close());
  return queue;
}

function kindOf(handle: (name: string, job: Job) => Promise<unknown>): JobHandler<string> {
  return {
    task: { kind: 'EXPORT_DATA', input: z.string(), attempts: 3, timeLimitMs: WAIT_MS },
    start: (job) => ({ run: (name) => handle(name, job) }),
  };
}

const QUEUES = [
  { name: 'in the process', missing: undefined, open: async () => openJobQueue() },
  { name: 'on Redis', missing: whyNoRedis(), open: openRedisQueue },
];

describe.each(QUEUES)('with a queue $name', ({ missing, open }) => {
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  it('many jobs of one user hold up nobody else, on any of two processes, and end nevertheless', async () => {
    const MANY = 50;
    const begun: string[] = [];
    const [many, early, late, steady] = await Promise.all([1, 2, 3, 4].map(() => newViewer(database)));
    if (!many || !early || !late || !steady) throw new Error('There are four.');
    const queue = await open();
    const kind = kindOf(async (name, { ownerId }) => {
      begun.push(name);
      if (name === `many ${MANY / 2}`) await node.jobs.start(late.id, kind.task, 'late');
      // This user has one job at a time, and asks for the next as soon as that ends.
      if (ownerId === steady.id && begun.length < MANY) await node.jobs.start(ownerId, kind.task, 'steady');
    });
    const node = startJobNode(database, kind, queue);
    const other = startJobNode(database, kind, queue);
    const give = (viewer: Viewer, name: string) => node.jobs.start(viewer.id, kind.task, name);
    const jobs: Job[] = [];
    for (let number = 0; number < MANY; number += 1) jobs.push(await give(many, `many ${number}`));
    await give(steady, 'steady');
    await give(early, 'early');
    await node.work.start();
    await other.work.start();

    const last = jobs.at(-1);
    if (!last) throw new Error('There are many.');
    expect(await node.jobs.whenEnded(many.id, last.id, WAIT_MS)).toMatchObject({ state: 'COMPLETED' });
    expect(begun.filter((name) => name.startsWith('many'))).toHaveLength(MANY);
    expect(begun.indexOf('early')).toBeLessThan(3 * AT_A_TIME);
    const asked = begun.indexOf(`many ${MANY / 2}`);
    // What is under way on both may end first, and what has the same turn.
    expect(begun.indexOf('late') - asked).toBeLessThan(5 * AT_A_TIME);
    // By order of arrival the second would come after all of the many.
    expect(begun.filter((name) => name === 'steady').length).toBeGreaterThan(2);
  });
});

it('a job that is opened again comes after those that are under way, as a new one does', async () => {
  const [one, other] = await Promise.all([newViewer(database), newViewer(database)]);
  const kind = kindOf(async () => undefined);
  const { jobs, store } = startJobNode(database, kind);
  const give = (owner: Viewer) => jobs.start(owner.id, kind.task, 'x');
  const first = await give(one);
  expect(first.turn).toBe(0);
  const second = await give(one);
  expect(second.turn).toBe(1);
  expect((await give(other)).turn).toBe(0);
  await store.begin(second.id, []);
  expect((await give(other)).turn).toBe(2);
  await jobs.cancel(one.id, first.id);
  expect(await jobs.retry(one.id, first.id)).toMatchObject({ state: 'WAITING', turn: 2 });
  // Where nothing is open, turns begin anew.
  await database.prisma.job.updateMany({ data: { state: 'COMPLETED' } });
  expect((await give(other)).turn).toBe(0);
  // The queue's numbers have an end.
  await database.prisma.job.updateMany({ data: { state: 'ACTIVE', turn: 2_000_000 } });
  expect((await give(one)).turn).toBe(2_000_000);
});

it('the turn of a new job is found without a look at the others that are being worked on', async () => {
  const [busy, asking] = await Promise.all([newViewer(database), newViewer(database)]);
  const kind = kindOf(async () => undefined);
  const { jobs } = startJobNode(database, kind);
  await database.prisma.$executeRaw`
    INSERT INTO "Job" ("id", "ownerId", "kind", "state", "input", "turn")
    SELECT gen_random_uuid(), ${busy.id}::uuid, k::"JobKind", 'ACTIVE', '{}', n
    FROM generate_series(1, 5000) n, unnest('{REPLY,EXPORT_DATA}'::text[]) k`;
  await database.prisma.$executeRaw`ANALYZE "Job"`;
  expect((await jobs.start(asking.id, kind.task, 'x')).turn).toBe(5_001);
  for (const of of ['REPLY', 'EXPORT_DATA']) {
    const pages = async () => {
      const [
        {
          'QUERY PLAN': [plan],
        } = { 'QUERY PLAN': [] },
      ] = await database.prisma.$queryRaw<
        { 'QUERY PLAN': { Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }[] }[]
      >`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT "nextTurn"(${asking.id}::uuid, ${of}::"JobKind")`;
      if (!plan) throw new Error('There is no plan.');
      return plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks'];
    };
    // The function is planned when it is called first.
    await pages();
    expect(await pages()).toBeLessThan(20);
  }
});
