import type { Database } from '../../database/database.ts';

/** What the database knows of a model, by its full name. */
export interface StoredContext {
  /** The limit that a refusal taught lately; undefined when none did. */
  readonly limitTokens: number | undefined;
  /** The model's tokens for a unit of text; undefined until it is learned. */
  readonly tokensPerUnit: number | undefined;
}

/** What all processes have learned of the models' contexts. */
export interface ModelContextStore {
  read(model: string): Promise<StoredContext>;
  /**
   * Stores how a model counts, and a limit where one is given. Of two limits that were learned lately the smaller one
   * stays: another process may have met a refusal at the same moment.
   */
  storeLimit(model: string, learned: { limitTokens: number | undefined; tokensPerUnit: number }): Promise<void>;
  storeCount(model: string, tokensPerUnit: number): Promise<void>;
}

/**
 * After so many hours a learned limit is forgotten, since the operator may have given the model's server more memory.
 * Where it still has no more, that costs one refused call a day.
 */
export const LIMIT_HOURS = 24;

export function createModelContextStore({ prisma }: Pick<Database, 'prisma'>): ModelContextStore {
  return {
    async read(model) {
      const row = await prisma.modelContext.findUnique({ where: { model } });
      const isFresh = row?.limitLearnedAt && Date.now() - row.limitLearnedAt.getTime() < LIMIT_HOURS * 3_600_000;
      return {
        limitTokens: isFresh ? (row.limitTokens ?? undefined) : undefined,
        tokensPerUnit: row?.tokensPerUnit ?? undefined,
      };
    },
    async storeLimit(model, { limitTokens = null, tokensPerUnit }) {
      await prisma.$executeRaw`
        INSERT INTO "ModelContext" AS m ("model", "limitTokens", "limitLearnedAt", "tokensPerUnit")
        VALUES (${model}, ${limitTokens}::int, CASE WHEN ${limitTokens !== null}::boolean THEN now() END,
          ${tokensPerUnit}::float8)
        ON CONFLICT ("model") DO UPDATE SET
          "limitTokens" = CASE WHEN m."limitLearnedAt" > now() - make_interval(hours => ${LIMIT_HOURS}::int)
            THEN LEAST(m."limitTokens", EXCLUDED."limitTokens") ELSE EXCLUDED."limitTokens" END,
          "limitLearnedAt" = CASE WHEN EXCLUDED."limitTokens" IS NULL THEN m."limitLearnedAt" ELSE now() END,
          "tokensPerUnit" = EXCLUDED."tokensPerUnit"`;
    },
    async storeCount(model, tokensPerUnit) {
      await prisma.$executeRaw`
        INSERT INTO "ModelContext" ("model", "tokensPerUnit") VALUES (${model}, ${tokensPerUnit}::float8)
        ON CONFLICT ("model") DO UPDATE SET "tokensPerUnit" = EXCLUDED."tokensPerUnit"`;
    },
  };
}
