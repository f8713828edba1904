import type { MemoryChange, MemoryEngine } from '../../src/memory/engine/memory-engine.ts';

/** Whose a memory is that was stored: its deletion doesn't say so. */
const owners = new Map<string, string>();

/**
 * Gives an engine changes of several owners, to each partition its own; those that aren't there are made. Afterwards
 * those that had changes stand at a number, whose mark is the same.
 */
export async function takeIn(engine: MemoryEngine, changes: readonly MemoryChange[], number: bigint): Promise<void> {
  const byOwner = new Map<string, MemoryChange[]>();
  for (const change of changes) {
    if (change.kind === 'stored') owners.set(change.memory.id, change.memory.ownerId);
    const ownerId = change.kind === 'stored' ? change.memory.ownerId : owners.get(change.memoryId);
    if (ownerId === undefined) continue;
    const own = byOwner.get(ownerId);
    if (own) own.push(change);
    else byOwner.set(ownerId, [change]);
  }
  const upTo = { number, mark: number };
  for (const [ownerId, own] of byOwner) {
    const held = engine.partition(ownerId);
    if (!held) await engine.load(ownerId).use(own, upTo);
    else if (!(await engine.apply(ownerId, own, { from: held.mark, upTo }))) throw new Error('It stands elsewhere.');
  }
}

/** Drops all partitions with all that they hold. */
export async function empty(engine: MemoryEngine): Promise<void> {
  for (const { ownerId } of engine.partitions({ after: '', limit: 10_000 })) await engine.drop(ownerId);
  await engine.tidy(new AbortController().signal);
}
