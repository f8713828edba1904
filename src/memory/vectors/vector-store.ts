import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Job } from '../../jobs/job.ts';
import { insertJob } from '../../jobs/job-store.ts';
import { embedTask } from './embed-task.ts';
import type { MemoryVector } from './memory-vector.ts';
import type { QuantisedVector } from './quantised-vector.ts';

/** A memory that has no vector of the model in use. */
export interface UnembeddedMemory {
  readonly id: string;
  readonly sequence: bigint;
  readonly content: string;
}

/** What a model made of a memory as it was read. Without a vector the model refused it, and isn't asked again. */
export interface Embedding {
  readonly memory: Pick<UnembeddedMemory, 'id' | 'sequence'>;
  readonly vector: QuantisedVector | undefined;
}

/**
 * The vectors of memories. The rows of memories say which of them lack one, so a job can be broken off anywhere. A
 * vector is deleted with its memory, and by a trigger when the content of its memory changes.
 */
export interface VectorStore {
  /** Some of an owner's memories that lack a vector of a model. */
  lacking(ownerId: string, model: string, limit: number): Promise<UnembeddedMemory[]>;
  countLacking(ownerId: string, model: string): Promise<number>;
  /**
   * Stores the vectors of those of an owner's memories that are still as they were read, and answers how many those
   * are. Each is a change of the memory with a sequence number of its own.
   */
  put(ownerId: string, model: string, embeddings: readonly Embedding[]): Promise<number>;
  /**
   * Stores a job for each owner who has memories that lack a vector of a model, and no open job of the kind: that there
   * is no second one is kept by an index. Whose last one failed or was cancelled just now waits for a while.
   */
  addJobs(model: string, options: { pauseMs: number }): Promise<Job[]>;
}

export function createVectorStore({ prisma }: Pick<Database, 'prisma'>): VectorStore {
  return {
    lacking(ownerId, model, limit) {
      // Each part reads no more entries of the index than it gives; a single condition would read and sort all entries.
      const part = (lacks: Prisma.Sql) => Prisma.sql`
        (SELECT "id", "sequence", "content" FROM "Memory" m
        WHERE m."ownerId" = ${ownerId}::uuid AND ${lacks} AND ${ALIVE} LIMIT ${limit}::int)`;
      return prisma.$queryRaw<UnembeddedMemory[]>`
        ${Prisma.join(lackings(model).map(part), ' UNION ALL ')} LIMIT ${limit}::int`;
    },
    async countLacking(ownerId, model) {
      const [row] = await prisma.$queryRaw<{ count: bigint }[]>`
        SELECT count(*) AS "count" FROM "Memory" m WHERE m."ownerId" = ${ownerId}::uuid AND ${lacks(model)}`;
      return Number(row?.count ?? 0);
    },
    async put(ownerId, model, embeddings) {
      const input = JSON.stringify(
        embeddings.map(({ memory: { id, sequence }, vector }, index) => ({
          position: index + 1,
          id,
          sequence: String(sequence),
          scale: vector?.scale,
          numbers: vector && Buffer.from(vector.numbers).toString('base64'),
        })),
      );
      return prisma.$queryRaw<{ id: string }[]>`
        WITH input AS (
          SELECT * FROM jsonb_to_recordset(${input}::jsonb)
            AS x("position" int, "id" uuid, "sequence" bigint, "scale" double precision, "numbers" text)
        ),
        numbers AS MATERIALIZED (SELECT * FROM "nextMemoryNumbers"(${ownerId}::uuid, ${embeddings.length}::int)),
        changed AS (
          UPDATE "Memory" m SET "sequence" = n."before" + i."position", "embeddedBy" = ${model}
          FROM numbers n, input i
          WHERE m."id" = i."id" AND m."ownerId" = ${ownerId}::uuid AND m."sequence" = i."sequence" RETURNING m."id"
        ),
        refused AS (
          DELETE FROM "MemoryVector" v USING changed g, input i
          WHERE v."memoryId" = g."id" AND i."id" = g."id" AND i."numbers" IS NULL
        ),
        stored AS (
          INSERT INTO "MemoryVector" ("memoryId", "model", "scale", "numbers")
          SELECT i."id", ${model}, i."scale", decode(i."numbers", 'base64')
          FROM input i JOIN changed g ON g."id" = i."id" WHERE i."numbers" IS NOT NULL
          ON CONFLICT ("memoryId") DO UPDATE
            SET "model" = EXCLUDED."model", "scale" = EXCLUDED."scale", "numbers" = EXCLUDED."numbers"
        )
        SELECT "id" FROM changed`.then((rows) => rows.length);
    },
    addJobs: (model, { pauseMs }) => {
      const owners = Prisma.sql`FROM (SELECT DISTINCT m."ownerId" FROM "Memory" m WHERE ${lacks(model)}) o
        WHERE NOT EXISTS (
          SELECT FROM "Job" j WHERE j."ownerId" = o."ownerId" AND j."kind" = 'EMBED_MEMORIES'
            AND j."state" IN ('FAILED', 'CANCELLED')
            AND (j."finishedAt" > now() - make_interval(secs => ${pauseMs / 1_000})
              -- There are new tokens when the day ends.
              OR (j."errorCode" = 'BUDGET_EXCEEDED'
                AND j."finishedAt" >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')))`;
      return prisma.$queryRaw<Job[]>`
        ${insertJob({ ownerId: Prisma.sql`o."ownerId"`, task: embedTask, input: {} }, owners)}`;
    },
  };
}

/** A vector as the database gives it. */
export type VectorRow = Pick<Prisma.MemoryVectorGetPayload<object>, 'model' | 'scale' | 'numbers'>;

export function readVectorRow({ model, scale, numbers }: VectorRow): MemoryVector {
  // A copy, in which 255 becomes -1; made of all at once, since there may be a thousand vectors of a thousand numbers.
  return { model, scale, numbers: new Int8Array(numbers) };
}

const ALIVE = Prisma.sql`(m."expiresAt" IS NULL OR m."expiresAt" > now())`;

/** Conditions for a memory without a vector of the model. An index answers these, but not "is distinct from". */
function lackings(model: string): Prisma.Sql[] {
  return [
    Prisma.sql`m."embeddedBy" IS NULL`,
    Prisma.sql`m."embeddedBy" < ${model}`,
    Prisma.sql`m."embeddedBy" > ${model}`,
  ];
}

function lacks(model: string): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(lackings(model), ' OR ')}) AND ${ALIVE}`;
}
