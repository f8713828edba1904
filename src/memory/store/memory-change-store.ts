import type { Database } from '../../database/database.ts';
import type { MemoryChange, RecordPoint } from '../engine/memory-engine.ts';
import { readVectorRow } from '../vectors/vector-store.ts';
import { type MemoryRow, readMemoryRow } from './memory-read-store.ts';

/** A memory and its vector, as an engine is to have them. */
export type StoredMemory = Extract<MemoryChange, { kind: 'stored' }>;
/** What of the database's client reads and writes memories. */
export type MemoryTables = Pick<Database['prisma'], '$queryRaw' | 'memory' | 'memoryVector'>;
type DeletedMemory = Extract<MemoryChange, { kind: 'deleted' }>;

/** Where an owner's record stands, and where it stood before. */
export interface RecordHead extends RecordPoint {
  /** The marks of its last writes, the last one included: whoever stands at another one follows another record. */
  readonly marks: readonly bigint[];
}

/** Changes after one number up to another. */
interface ChangeRange {
  readonly after: bigint;
  readonly upTo: bigint;
  readonly limit: number;
}

/** The memories of owners as partitions follow them, with their vectors. Expired ones are among them. */
export interface MemoryChangeStore {
  /** Undefined for an owner who is gone, or for whom nothing was ever remembered. */
  head(ownerId: string): Promise<RecordHead | undefined>;
  /** Where the records of these owners stand, by owner, as far as there are some. */
  points(ownerIds: readonly string[]): Promise<ReadonlyMap<string, RecordPoint>>;
  /** What was stored last within a range of numbers, in their order. */
  stored(ownerId: string, range: ChangeRange): Promise<StoredMemory[]>;
  /**
   * What was deleted within a range of numbers, in their order.
   *
   * @returns undefined when some of it may have been pruned already, or the record is gone
   */
  deleted(ownerId: string, range: ChangeRange): Promise<DeletedMemory[] | undefined>;
  /** Those memories of these ids that the owner has, as they are now. */
  byIds(ownerId: string, ids: readonly string[]): Promise<StoredMemory[]>;
  /** An owner's memories in the order of their numbers of first remembering, from after one on. */
  page(ownerId: string, range: { readonly after: bigint; readonly limit: number }): Promise<StoredMemory[]>;
  count(ownerId: string): Promise<number>;
}

export function createMemoryChangeStore(database: Pick<Database, 'prisma'>): MemoryChangeStore {
  const { prisma } = database;
  return {
    async head(ownerId) {
      const row = await prisma.memoryRecord.findUnique({ where: { ownerId } });
      const mark = row?.marks.at(-1);
      return row && mark !== undefined ? { number: row.number, mark, marks: row.marks } : undefined;
    },
    async points(ownerIds) {
      const rows = await prisma.$queryRaw<({ ownerId: string } & RecordPoint)[]>`
        SELECT "ownerId", "number", "marks"[cardinality("marks")] AS "mark" FROM "MemoryRecord"
        WHERE "ownerId" = ANY(${[...ownerIds]}::uuid[])`;
      return new Map(rows.map(({ ownerId, number, mark }) => [ownerId, { number, mark }]));
    },
    async stored(ownerId, { after, upTo, limit }) {
      // A row in this range may get a higher number before it is read: a later call then finds it.
      const where = { ownerId, sequence: { gt: after, lte: upTo } };
      return withVectors(database, await prisma.memory.findMany({ where, orderBy: { sequence: 'asc' }, take: limit }));
    },
    async deleted(ownerId, { after, upTo, limit }) {
      // What is pruned is decided by the oldest mark, and both are read as of one moment.
      const rows = await prisma.$queryRaw<
        { number: bigint; oldest: bigint; isFull: boolean; sequence: bigint | null; memoryId: string | null }[]
      >`
        SELECT r."number", r."marks"[1] AS "oldest", cardinality(r."marks") >= ${MOST_MARKS}::int AS "isFull",
          d."sequence", d."memoryId"
        FROM "MemoryRecord" r LEFT JOIN LATERAL (
          SELECT * FROM "MemoryDeletion"
          WHERE "ownerId" = r."ownerId" AND "sequence" > ${after} AND "sequence" <= ${upTo}
          ORDER BY "sequence" LIMIT ${limit}::int
        ) d ON TRUE
        WHERE r."ownerId" = ${ownerId}::uuid ORDER BY d."sequence"`;
      const [first] = rows;
      if (!first || (first.isFull && numberAt(first.oldest, first.number) > after)) return undefined;
      return rows.flatMap(({ sequence, memoryId }) =>
        sequence === null || memoryId === null ? [] : [{ kind: 'deleted', sequence, memoryId } as const],
      );
    },
    async byIds(ownerId, ids) {
      return withVectors(database, await prisma.memory.findMany({ where: { ownerId, id: { in: [...ids] } } }));
    },
    async page(ownerId, { after, limit }) {
      const where = { ownerId, number: { gt: after } };
      return withVectors(database, await prisma.memory.findMany({ where, orderBy: { number: 'asc' }, take: limit }));
    },
    count: (ownerId) => prisma.memory.count({ where: { ownerId } }),
  };
}

/** How many marks a record keeps, as its migration has it: with fewer, nothing was pruned yet. */
const MOST_MARKS = 128;

/** The number at which a mark was drawn, whose lower half are that number's last 32 bits. */
function numberAt(mark: bigint, number: bigint): bigint {
  return number - BigInt.asUintN(32, number - mark);
}

/**
 * Rows as changes, with the vectors that they have now. A vector that was stored since the rows were read has a higher
 * number than the row says here, and so is found again.
 */
export async function withVectors(
  { prisma }: { readonly prisma: MemoryTables },
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
