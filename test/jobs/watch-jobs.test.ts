import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Viewer } from '../../src/accounts/viewer.ts';
import type { Database } from '../../src/database/database.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import type { Job } from '../../src/jobs/job.ts';
import { jobTopic, ownerJobsTopic } from '../../src/jobs/job-events.ts';
import { createJobQueryStore } from '../../src/jobs/job-query-store.ts';
import { createJobStore } from '../../src/jobs/job-store.ts';
import { watchJobs } from '../../src/jobs/watch-jobs.ts';
import { newViewer, openTestDatabase } from '../support/lex/memory-node.ts';

let database: Database;
let viewer: Viewer;
let events: LocalEventBus;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  viewer = await newViewer(database);
  events = new LocalEventBus();
  onTestFinished(() => events.close());
});

async function add(): Promise<Job> {
  return database.prisma.job.create({
    data: { id: randomUUID(), ownerId: viewer.id, kind: 'EXPORT_DATA', input: {}, attemptLimit: 3 },
  });
}

const topic = () => ownerJobsTopic(viewer.id);

it('jobs that were added or changed while events were missed are told, once; the rest is not', async () => {
  await add();
  const changing = await add();
  const watched = await watchJobs({
    ownerId: viewer.id,
    queries: createJobQueryStore(database),
    events,
    signal: new AbortController().signal,
  });
  const first = watched.next();
  const marker = await add();
  events.publish(topic(), { key: marker.id, job: marker });
  expect((await first).value).toMatchObject({ id: marker.id });

  // Changed by another process: no event comes here.
  await createJobStore({ database, events: new LocalEventBus() }).begin(changing.id, []);
  const added = await add();
  events.publish(topic(), topic().missed);
  expect((await watched.next()).value).toMatchObject({ id: changing.id, state: 'ACTIVE' });
  expect((await watched.next()).value).toMatchObject({ id: added.id });

  events.publish(topic(), topic().missed);
  events.publish(topic(), { key: added.id, job: added });
  const last = await add();
  events.publish(topic(), { key: last.id, job: last });
  expect((await watched.next()).value).toMatchObject({ id: last.id });
});

it('a job is the same after its way to another process as text', async () => {
  const job = { ...(await add()), startedAt: new Date(), result: { deep: [1, null, 'x'] } };
  const { id, ...rest } = job;
  const text = JSON.stringify({ key: id, job }, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  const read = jobTopic(id).read(JSON.parse(text));
  const hidden = { fingerprint: null, idempotencyKey: null, leasedUntil: null, traceparent: null };
  const {
    fingerprint: _,
    idempotencyKey: __,
    leasedUntil: ___,
    traceparent: ____,
    ...public_
  } = { ...hidden, ...rest };
  expect(read).toEqual({ key: id, job: { id, ...public_ } });
  expect(jobTopic(id).read(JSON.parse(text.replace('WAITING', 'NEW')))).toBeUndefined();
  expect(jobTopic(id).read({ key: id })).toEqual({ key: id, job: undefined });
});
