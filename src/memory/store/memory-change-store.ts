import type { Database } from '../../database/database.ts';
import type { MemoryChange } from '../engine/memory-engine.ts';
import { readVectorRow } from '../vectors/vector-store.ts';
import { type MemoryRow, readMemoryRow } from './memory-read-store.ts';

/** A memory and its vector, as an engine is to have them. */
export type StoredMemory = Extract<MemoryChange, { kind: 'stored' }>;

/** Memories of all owners as engines follow them, with their vectors. Expired ones are among them. */
export interface MemoryChangeStore {
  /** The number of the last change. */
  lastSequence(): Promise<bigint>;
  /**
   * The changes after a number up to another, in order.
   *
   * @param range.limit roughly the most changes; then `upTo` of the answer is lower, and says how far they go
   */
  changes(range: { after: bigint; upTo: bigint; limit: number }): Promise<{ changes: MemoryChange[]; upTo: bigint }>;
  /** Those memories of these ids that there are, as they are now. */
  stored(ids: readonly string[]): Promise<StoredMemory[]>;
  /** Memories of one owner or of all, in the order of their numbers, from after a number on. */
  page(range: { ownerId?: string | undefined; after: bigint; limit: number }): Promise<StoredMemory[]>;
  count(ownerId?: string): Promise<number>;
}

export function createMemoryChangeStore(database: Pick<Database, 'prisma'>): MemoryChangeStore {
  const { prisma } = database;
  return {
    async lastSequence() {
      const row = await prisma.memoryCounter.findUniqueOrThrow({ where: { id: 1 } });
      return row.value;
    },
    async changes({ after, upTo, limit }) {
      // A row in this range may get a higher number between the two reads: a later call then finds it.
      const page = {
        where: { sequence: { gt: after, lte: upTo } },
        orderBy: { sequence: 'asc' },
        take: limit,
      } as const;
      const stored = await prisma.memory.findMany(page);
      const deleted = await prisma.memoryDeletion.findMany(page);
      // Where one read reached its limit, the other one counts only as far as that.
      const end = [stored, deleted].reduce((least, rows) => {
        const last = rows.length === limit ? rows.at(-1)?.sequence : undefined;
        return last !== undefined && last < least ? last : least;
      }, upTo);
      const changes: MemoryChange[] = [
        ...(await withVectors(database, stored)),
        ...deleted.map(({ sequence, memoryId }) => ({ kind: 'deleted', sequence, memoryId }) as const),
      ];
      const inOrder = changes.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
      return { changes: inOrder.filter(({ sequence }) => sequence <= end), upTo: end };
    },
    async stored(ids) {
      return withVectors(database, await prisma.memory.findMany({ where: { id: { in: [...ids] } } }));
    },
    async page({ ownerId, after, limit }) {
      const where = { ...(ownerId === undefined ? {} : { ownerId }), number: { gt: after } };
      return withVectors(database, await prisma.memory.findMany({ where, orderBy: { number: 'asc' }, take: limit }));
    },
    count: (ownerId) => prisma.memory.count({ where: ownerId === undefined ? {} : { ownerId } }),
  };
}

/**
 * Rows as changes, with the vectors that they have now. A vector that was stored since the rows were read has a higher
 * number than the row says here, and so is found again.
 */
export async function withVectors(
  { prisma }: Pick<Database, 'prisma'>,
  rows: readonly MemoryRow[],
): Promise<StoredMemory[]> {
  const embedded = rows.flatMap(({ id, embeddedBy }) => (embeddedBy === null ? [] : [id]));
  const found =
    embedded.length > 0 ? await prisma.memoryVector.findMany({ where: { memoryId: { in: embedded } } }) : [];
  const vectors = new Map(found.map((row) => [row.memoryId, readVectorRow(row)]));
  return rows.map((row) => {
    const vector = vectors.get(row.id);
    return { kind: 'stored', sequence: row.sequence, memory: readMemoryRow(row), ...(vector ? { vector } : {}) };
  });
}
