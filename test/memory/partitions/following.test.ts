import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import type { Database } from '../../../src/database/database.ts';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { MEMORY_TOPIC } from '../../../src/memory/changes/memory-events.ts';
import { createPartitions } from '../../../src/memory/partitions/partitions.ts';
import { createMemoryChangeStore } from '../../../src/memory/store/memory-change-store.ts';
import { holdLoads } from '../../support/lex/held-engine.ts';
import { type MemoryNode, newViewer, openTestDatabase, startMemoryNode } from '../../support/lex/memory-node.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

let database: Database;
let anna: Viewer;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  anna = await newViewer(database);
});

/** What the database has of an owner, to be put back later as a restore does. */
async function backup(ownerId: string) {
  const { prisma } = database;
  const record = await prisma.memoryRecord.findUniqueOrThrow({ where: { ownerId } });
  const memories = await prisma.memory.findMany({ where: { ownerId } });
  return async () => {
    await prisma.memory.deleteMany({ where: { ownerId } });
    await prisma.memoryRecord.delete({ where: { ownerId } });
    await prisma.memoryRecord.create({ data: record });
    await prisma.memory.createMany({ data: memories.map(({ metadata, ...rest }) => ({ ...rest, metadata: {} })) });
  };
}

const remember = (node: MemoryNode, ...keys: string[]) =>
  node.memory.rememberMany(
    anna,
    keys.map((key) => ({ key, content: `an otter called ${key}` })),
  );
const otters = async (node: MemoryNode) => (await node.recalled(anna, 'otter')).sort();

/** By the next turn of the event loop every process has heard what was published. */
const delivered = () => setImmediate();

describe('of two processes, what one writes', () => {
  let events: LocalEventBus;
  let one: MemoryNode;
  beforeEach(async () => {
    events = new LocalEventBus();
    one = await startMemoryNode({ database, path: await temporaryDirectory(), events });
    await remember(one, 'a', 'b');
  });

  it('is not loaded by the other, which has nothing of the owner', async () => {
    const other = await startMemoryNode({ database, path: await temporaryDirectory(), events });
    await remember(one, 'c');
    await one.memory.forget(anna, 'default', 'a');
    expect(other.engine.stats().partitions).toBe(0);
    expect(await otters(other)).toEqual(['b', 'c']);
  });

  it('reaches the partition that the other has', async () => {
    const other = await startMemoryNode({ database, path: await temporaryDirectory(), events });
    expect(await otters(other)).toEqual(['a', 'b']);
    await remember(one, 'c', 'a');
    await one.memory.forget(anna, 'default', 'b');
    await delivered();
    expect(await otters(other)).toEqual(['a', 'c']);
    expect(await other.check(anna)).toMatchObject({ checked: 2, different: 0, partitions: 1 });
  });

  it('is in the partition that the other is loading', async () => {
    const { through, letGo, parts } = holdLoads();
    const other = await startMemoryNode({ database, path: await temporaryDirectory(), events, through });
    const recalling = otters(other);
    await vi.waitFor(() => expect(parts()).toBe(1));
    await remember(one, 'c');
    await one.memory.forget(anna, 'default', 'b');
    await delivered();
    letGo();
    await recalling;
    expect(await otters(other)).toEqual(['a', 'c']);
    expect(await other.check(anna)).toMatchObject({ checked: 2, different: 0 });
  });

  it('is in the partition that the other is loading while events are missed', async () => {
    const deaf = new LocalEventBus();
    const { through, letGo, parts } = holdLoads();
    const other = await startMemoryNode({ database, path: await temporaryDirectory(), events: deaf, through });
    const recalling = otters(other);
    await vi.waitFor(() => expect(parts()).toBe(1));
    await remember(one, 'c');
    deaf.publish(MEMORY_TOPIC, MEMORY_TOPIC.missed);
    await delivered();
    letGo();
    await recalling;
    expect(await otters(other)).toEqual(['a', 'b', 'c']);
  });

  it('is recalled at the other, where there was nothing just before', async () => {
    const other = await startMemoryNode({ database, path: await temporaryDirectory(), events });
    anna = await newViewer(database);
    expect(await otters(other)).toEqual([]);
    await remember(one, 'first');
    await delivered();
    expect(await otters(other)).toEqual(['first']);
  });

  it('is known to the other at once when events were missed, and soon when one was lost', async () => {
    const deaf = new LocalEventBus();
    const other = await startMemoryNode({ database, path: await temporaryDirectory(), events: deaf });
    expect(await otters(other)).toEqual(['a', 'b']);
    await remember(one, 'c');
    deaf.publish(MEMORY_TOPIC, MEMORY_TOPIC.missed);
    await vi.waitFor(async () => expect(await otters(other)).toEqual(['a', 'b', 'c']));
    await remember(one, 'd');
    await vi.waitFor(async () => expect(await otters(other)).toEqual(['a', 'b', 'c', 'd']), { timeout: 20_000 });
  });
});

describe('who asks', () => {
  /** Partitions of their own of what somebody has remembered. @param onHead runs after each look at where it stands */
  async function open(onHead: (events: LocalEventBus) => Promise<void>) {
    const node = await startMemoryNode({ database, path: await temporaryDirectory() });
    await remember(node, 'a');
    const events = new LocalEventBus();
    const store = createMemoryChangeStore(database);
    async function head(ownerId: string) {
      const found = await store.head(ownerId);
      await onHead(events);
      return found;
    }
    const log = pino({ level: 'silent' });
    const partitions = createPartitions({
      store: { ...store, head },
      engine: node.engine,
      mostBytes: 2 ** 30,
      events,
      log,
    });
    onTestFinished(() => partitions.close());
    return partitions;
  }

  it('is answered by the partition while somebody writes all the time', async () => {
    const partitions = await open(async (events) => {
      events.publish(MEMORY_TOPIC, { key: anna.id });
      await delivered();
    });
    expect(await partitions.answering(anna.id)).toBe('partition');
    expect(await partitions.answering(anna.id)).toBe('partition');
  });

  it('while it is loaded for somebody else waits for that, and no longer', async () => {
    let looks = 0;
    const partitions = await open(async () => void looks++);
    const all = await Promise.all([1, 2, 3].map(() => partitions.answering(anna.id)));
    expect(all).toEqual(['partition', 'partition', 'partition']);
    expect(looks).toBe(1);
  });
});

describe('a partition is made again', () => {
  it('when the database was restored, be it written past or not', async () => {
    const path = await temporaryDirectory();
    const node = await startMemoryNode({ database, path });
    await remember(node, 'a', 'b');
    const restore = await backup(anna.id);
    await remember(node, 'lost', 'a');
    expect(await otters(node)).toEqual(['a', 'b', 'lost']);
    await node.close();

    await restore();
    const behind = await startMemoryNode({ database, path });
    expect(behind.engine.partition(anna.id)?.items).toBe(3);
    expect(await otters(behind)).toEqual(['a', 'b']);
    await remember(behind, 'lost');
    await behind.memory.forget(anna, 'default', 'lost');
    await remember(behind, 'lost again');
    await behind.close();

    await restore();
    const writer = await startMemoryNode({ database, path: await temporaryDirectory() });
    for (const key of ['c', 'd', 'e', 'f', 'g']) await remember(writer, key);
    const past = await startMemoryNode({ database, path });
    expect(await otters(past)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(await past.check(anna)).toMatchObject({ checked: 7, different: 0 });
  });

  it('when this process writes before it has noticed that the database was restored', async () => {
    const node = await startMemoryNode({ database, path: await temporaryDirectory() });
    await remember(node, 'a', 'b');
    const restore = await backup(anna.id);
    expect(await otters(node)).toEqual(['a', 'b']);
    // As many numbers as the lost one had.
    await remember(node, 'lost');
    await restore();
    await remember(node, 'c');
    expect(await otters(node)).toEqual(['a', 'b', 'c']);
    expect(await node.check(anna)).toMatchObject({ checked: 3, different: 0 });
  });

  it('when it fell so far behind that what was deleted is no longer told, of which little is kept', async () => {
    const path = await temporaryDirectory();
    const node = await startMemoryNode({ database, path });
    await remember(node, 'a', 'b', 'c');
    expect(await otters(node)).toEqual(['a', 'b', 'c']);
    await node.close();
    const writer = await startMemoryNode({ database, path: await temporaryDirectory() });
    await writer.memory.forget(anna, 'default', 'a');
    for (let n = 0; n < 100; n++) {
      await remember(writer, 'often');
      await writer.memory.forget(anna, 'default', 'often');
    }
    const kept = await database.prisma.memoryDeletion.count({ where: { ownerId: anna.id } });
    expect(kept).toBeLessThanOrEqual(64);
    const again = await startMemoryNode({ database, path });
    expect(await otters(again)).toEqual(['b', 'c']);
    expect(await again.check(anna)).toMatchObject({ checked: 2, different: 0 });
  });

  it('while it is read, and follows what is written meanwhile', async () => {
    const node = await startMemoryNode({ database, path: await temporaryDirectory() });
    await remember(node, 'a', 'b');
    expect(await otters(node)).toEqual(['a', 'b']);
    const slot = node.engine.stats();
    const signal = new AbortController().signal;
    await node.memory.rebuild({
      ownerId: anna.id,
      mayLoad: false,
      signal,
      async onProgress() {
        await remember(node, 'c');
        await node.memory.forget(anna, 'default', 'a');
        expect(await otters(node)).toEqual(['b', 'c']);
      },
    });
    expect(await otters(node)).toEqual(['b', 'c']);
    expect(await node.check(anna)).toMatchObject({ checked: 2, different: 0 });
    expect(node.engine.stats().usedBytes).toBeLessThanOrEqual(slot.usedBytes * 2);
  });
});

it('a partition goes with the record of an owner who is gone', async () => {
  const node = await startMemoryNode({ database, path: await temporaryDirectory() });
  await remember(node, 'a');
  expect(await otters(node)).toEqual(['a']);
  await database.prisma.user.delete({ where: { id: anna.id } });
  expect(await database.prisma.memoryDeletion.count({ where: { ownerId: anna.id } })).toBe(0);
  await node.memory.changed(anna.id);
  expect(node.engine.stats()).toMatchObject({ items: 0, partitions: 0 });
});

it('a failed write of a partition is made good by the next recall', async () => {
  let fails = false;
  const node = await startMemoryNode({
    database,
    path: await temporaryDirectory(),
    through: (engine) =>
      Object.create(engine, {
        apply: {
          value: async (...options: Parameters<typeof engine.apply>) => {
            if (fails) throw new Error('The disk is full.');
            return engine.apply(...options);
          },
        },
      }),
  });
  await remember(node, 'a');
  expect(await otters(node)).toEqual(['a']);
  fails = true;
  await remember(node, 'b');
  // Until then the record answers.
  expect(await otters(node)).toEqual(['a', 'b']);
  fails = false;
  await vi.waitFor(async () => {
    expect(await otters(node)).toEqual(['a', 'b']);
    expect(node.engine.partition(anna.id)?.items).toBe(2);
  });
});
