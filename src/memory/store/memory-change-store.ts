import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { IndexedMemory, MemoryChange, RecordPoint } from '../engine/memory-engine.ts';
import { readVectorRow, type VectorRow } from '../vectors/vector-store.ts';
import type { MemoryRow } from './memory-read-store.ts';

/** A memory and its vector, as an engine is to have them. */
export type StoredMemory = Extract<MemoryChange, { kind: 'stored' }>;
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

export function createMemoryChangeStore({ run, prisma }: Pick<Database, 'run' | 'prisma'>): MemoryChangeStore {
  const read = (ownerId: string, which: Prisma.Sql) => readStored(run, ownerId, which);
  return {
    async head(ownerId) {
      const [row] = await run<{ number: bigint; marks: string[] }>(Prisma.sql`
        SELECT "number", "marks"::text[] AS "marks" FROM "MemoryRecord" WHERE "ownerId" = ${ownerId}::uuid`);
      const marks = row?.marks.map(BigInt);
      const mark = marks?.at(-1);
      return row && marks && mark !== undefined ? { number: row.number, mark, marks } : undefined;
    },
    async points(ownerIds) {
      const rows = await run<{ ownerId: string } & RecordPoint>(Prisma.sql`
        SELECT "ownerId", "number", "marks"[cardinality("marks")] AS "mark" FROM "MemoryRecord"
        WHERE "ownerId" = ANY(${[...ownerIds]}::uuid[])`);
      return new Map(rows.map(({ ownerId, number, mark }) => [ownerId, { number, mark }]));
    },
    // A row in this range may get a higher number before it is read: a later call then finds it.
    stored: (ownerId, { after, upTo, limit }) =>
      read(
        ownerId,
        Prisma.sql`m."sequence" > ${after} AND m."sequence" <= ${upTo} ORDER BY m."sequence" LIMIT ${limit}::int`,
      ),
    async deleted(ownerId, { after, upTo, limit }) {
      // What is pruned is decided by the oldest mark, and both are read as of one moment.
      const rows = await run<{
        number: bigint;
        oldest: bigint;
        isFull: boolean;
        sequence: bigint | null;
        memoryId: string | null;
      }>(Prisma.sql`
        SELECT r."number", r."marks"[1] AS "oldest", cardinality(r."marks") >= ${MOST_MARKS}::int AS "isFull",
          d."sequence", d."memoryId"
        FROM "MemoryRecord" r LEFT JOIN LATERAL (
          SELECT * FROM "MemoryDeletion"
          WHERE "ownerId" = r."ownerId" AND "sequence" > ${after} AND "sequence" <= ${upTo}
          ORDER BY "sequence" LIMIT ${limit}::int
        ) d ON TRUE
        WHERE r."ownerId" = ${ownerId}::uuid ORDER BY d."sequence"`);
      const [first] = rows;
      if (!first || (first.isFull && numberAt(first.oldest, first.number) > after)) return undefined;
      return rows.flatMap(({ sequence, memoryId }) =>
        sequence === null || memoryId === null ? [] : [{ kind: 'deleted', sequence, memoryId } as const],
      );
    },
    byIds: (ownerId, ids) => read(ownerId, Prisma.sql`m."id" = ANY(${[...ids]}::uuid[])`),
    page: (ownerId, { after, limit }) =>
      read(ownerId, Prisma.sql`m."number" > ${after} ORDER BY m."number" LIMIT ${limit}::int`),
    count: (ownerId) => prisma.memory.count({ where: { ownerId } }),
  };
}

type StoredRow = Pick<
  MemoryRow,
  'id' | 'sequence' | 'number' | 'namespace' | 'key' | 'content' | 'group' | 'tags' | 'updatedAt' | 'expiresAt'
> & { readonly [Column in keyof VectorRow]: VectorRow[Column] | null };

/**
 * Reads the memories of a condition as an engine is to have them, with no column more and by one plain statement: the
 * first recall of an owner waits for a thousand or two.
 */
async function readStored(run: Database['run'], ownerId: string, which: Prisma.Sql): Promise<StoredMemory[]> {
  const rows = await run<StoredRow>(Prisma.sql`
    SELECT m."id", m."sequence", m."number", m."namespace", m."key", m."content", m."group", m."tags", m."updatedAt",
      m."expiresAt", v."model", v."scale", v."numbers"
    FROM "Memory" m LEFT JOIN "MemoryVector" v ON v."memoryId" = m."id"
    WHERE m."ownerId" = ${ownerId}::uuid AND ${which}`);
  return rows.map((row) => {
    const memory: IndexedMemory = {
      id: row.id,
      number: row.number,
      ownerId,
      namespace: row.namespace,
      key: row.key,
      content: row.content,
      group: row.group ?? undefined,
      tags: row.tags,
      updatedAt: row.updatedAt,
      expiresAt: row.expiresAt ?? undefined,
    };
    const { model, scale, numbers } = row;
    const hasVector = model !== null && scale !== null && numbers !== null;
    const vector = hasVector ? readVectorRow({ model, scale, numbers }) : undefined;
    return { kind: 'stored', sequence: row.sequence, memory, ...(vector ? { vector } : {}) };
  });
}

/** How many marks a record keeps, as its migration has it: with fewer, nothing was pruned yet. */
const MOST_MARKS = 128;

/** The number at which a mark was drawn, whose lower half are that number's last 32 bits. */
function numberAt(mark: bigint, number: bigint): bigint {
  return number - BigInt.asUintN(32, number - mark);
}
