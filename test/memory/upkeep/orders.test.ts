import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import type { Database } from '../../../src/database/database.ts';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { createGiveMemoryOrder } from '../../../src/memory/upkeep/give-orders.ts';
import { takeMemoryOrders } from '../../../src/memory/upkeep/take-orders.ts';
import { type MemoryNode, newViewer, openTestDatabase, startMemoryNode } from '../../support/lex/memory-node.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

let database: Database;
let anna: Viewer;
let events: LocalEventBus;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  anna = await newViewer(database);
  events = new LocalEventBus();
});

const processOf = (pid: number) => ({ id: randomUUID(), host: 'here', pid, role: 'all' });
const [first, second, dead] = [processOf(1), processOf(2), processOf(3)];
const nothing = { signal: new AbortController().signal, onProgress: async () => undefined };

/** A process that has a node of memory and takes orders. */
async function takingNode(process: { readonly id: string }): Promise<MemoryNode> {
  const node = await startMemoryNode({ database, path: await temporaryDirectory(), events });
  const log = pino({ level: 'silent' });
  const taking = takeMemoryOrders({ memory: node.memory, processId: process.id, events, log });
  onTestFinished(() => taking.close());
  return node;
}

const giver = (...live: (typeof first)[]) =>
  createGiveMemoryOrder({ events, processes: { own: first, list: async () => live }, silentMs: 1_500 });
const order = (work: 'check' | 'rebuild', more: { ownerId?: string; processId?: string }) => ({
  key: randomUUID(),
  work,
  ownerId: more.ownerId ?? null,
  processId: more.processId ?? null,
});

it('the process that is asked compares its own partition, also when another’s is whole', async () => {
  const [one, other] = [await takingNode(first), await takingNode(second)];
  await one.memory.rememberMany(anna, [
    { key: 'a', content: 'otter' },
    { key: 'b', content: 'heron' },
  ]);
  await one.recalled(anna, 'otter');
  await database.prisma.memory.updateMany({ where: { ownerId: anna.id, key: 'a' }, data: { content: 'gull' } });
  await other.recalled(anna, 'otter');
  const give = giver(first, second);
  const check = (processId: string) => give(order('check', { ownerId: anna.id, processId }), nothing);
  expect(await check(second.id)).toMatchObject([{ process: second, state: 'DONE', outcome: { different: 0 } }]);
  expect(await check(first.id)).toMatchObject([
    { process: first, outcome: { partitions: 1, checked: 2, different: 1, differences: [{ key: 'a' }] } },
  ]);
  expect(await give(order('rebuild', { processId: first.id }), nothing)).toMatchObject([
    { state: 'DONE', outcome: { partitions: 1 } },
  ]);
  expect(await check(first.id)).toMatchObject([{ outcome: { different: 0 } }]);
});

it('all are asked at once: who has nothing of the owner loads nothing, and who is gone is silent', async () => {
  const [one, other] = [await takingNode(first), await takingNode(second)];
  await one.memory.remember(anna, { key: 'a', content: 'otter' });
  await one.recalled(anna, 'otter');
  expect(await giver(first, second, dead)(order('check', { ownerId: anna.id }), nothing)).toMatchObject([
    { process: first, state: 'DONE', outcome: { partitions: 1, checked: 1, different: 0 } },
    { process: second, state: 'DONE', outcome: { partitions: 0, checked: 0 } },
    { process: dead, state: 'SILENT' },
  ]);
  expect(other.engine.stats().partitions).toBe(0);
});

it('an order that is given again while it is carried out is carried out once', async () => {
  const node = await takingNode(first);
  await node.memory.rememberMany(
    anna,
    Array.from({ length: 50 }, (_, n) => ({ key: `${n}`, content: `otter ${n}` })),
  );
  const again = order('rebuild', { ownerId: anna.id, processId: first.id });
  const outcomes = await Promise.all([giver(first)(again, nothing), giver(first)(again, nothing)]);
  expect(outcomes.flat()).toMatchObject([{ state: 'DONE' }, { state: 'DONE' }]);
  expect(node.engine.partition(anna.id)?.items).toBe(50);
});

it('work ends when whoever asked for it is stopped', async () => {
  await takingNode(first);
  const stop = new AbortController();
  stop.abort(new Error('stopped'));
  const given = giver(first)(order('check', {}), { ...nothing, signal: stop.signal });
  await expect(given).rejects.toThrow('stopped');
});
