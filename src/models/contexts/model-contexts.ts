import { formatModelName, type ModelName } from '../../config/model-name.ts';
import type { Database } from '../../database/database.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { knownContextTokens } from './known-contexts.ts';
import { LEAST_PER_UNIT, MOST_PER_UNIT, ModelContext } from './model-context.ts';

/**
 * What is known of the models' contexts, and what use teaches of them. It is kept in the database, so that every process
 * and the next start know it.
 */
export interface ModelContexts {
  /** What is known now; what another process learned, some seconds later. */
  of(model: ModelName): Promise<ModelContext>;
  /**
   * Keeps what refusals taught, when a prompt within it was taken. A limit is believed for {@link LIMIT_HOURS}. What can't
   * be kept is learned again: neither this nor the following throws.
   */
  learnLimit(context: ModelContext): Promise<void>;
  /** Learns how a model counts, from what its provider says of a prompt that it has read; what can't be is passed over. */
  learnCount(context: ModelContext, prompt: CountedPrompt): Promise<void>;
}

export interface CountedPrompt {
  /** How many tokens it seemed to have. */
  readonly tokens: number;
  /** How many the provider says it had. */
  readonly inputTokens: number | undefined;
}

/**
 * After so many hours a learned limit is forgotten: the operator may have given the model's server more. While it has not
 * more, that costs one refused call a day.
 */
export const LIMIT_HOURS = 24;
/** For so long a process believes what it read of a model. */
const REREAD_MS = 10_000;
const MOST_REMEMBERED = 1_000;

/** A shorter prompt says little: what a model's template adds weighs too much in it. */
const LEAST_COUNTED = 200;
/** A prompt that any model holds whole: of a longer one a part may have been cut off before it was counted. */
const SURELY_WHOLE = 2_048;
/** One that has this many times the tokens of the longest before it isn't cut off at a fixed length either. */
const LONGER = 1.1;
/** A count this near to what was expected teaches nothing. */
const NEAR = 0.1;
/** A higher count is believed at once, since a refusal costs more than room that isn't used. */
const FALL = 0.5;
/** Ollama says how many tokens it has read, after it cut off the others: a count this far below what was expected. */
const CUT_OFF = 0.6;
const LEAST_CUT_OFF = 1_024;

interface Known {
  readonly context: ModelContext;
  /** Whether it has been learned how the model counts. */
  readonly counts: boolean;
  readonly readAt: number;
}

/** @param deps.contextTokens LEX_CONTEXT_TOKENS: takes the place of what is known of every model, but of no learned limit */
export function createModelContexts(deps: {
  database: Pick<Database, 'prisma'>;
  contextTokens: number | undefined;
  log: Logger;
}): ModelContexts {
  const { contextTokens, log } = deps;
  const { prisma } = deps.database;
  const known = new Map<string, Known>();
  /** The longest prompt that each model has read, by its own count. */
  const longest = new Map<string, number>();

  async function read(model: ModelName): Promise<Known> {
    const name = formatModelName(model);
    const before = known.get(name);
    if (before && performance.now() - before.readAt < REREAD_MS) return before;
    const row = model.provider === 'local' ? null : await prisma.modelContext.findUnique({ where: { model: name } });
    const limit = contextTokens ?? knownContextTokens(model);
    const learned = row?.limitTokens && row.limitLearnedAt && isFresh(row.limitLearnedAt) ? row.limitTokens : limit;
    const tokensPerUnit = row?.tokensPerUnit ?? 1;
    const context = new ModelContext(model, { limitTokens: Math.min(limit, learned), tokensPerUnit });
    const read = { context, counts: row?.tokensPerUnit != null, readAt: performance.now() };
    // The names come from users: there may be any number of them.
    if (known.size >= MOST_REMEMBERED) known.clear();
    if (longest.size >= MOST_REMEMBERED) longest.clear();
    known.set(name, read);
    return read;
  }

  async function keepLimit({ model, limitTokens, tokensPerUnit }: ModelContext): Promise<void> {
    const { context } = await read(model);
    const name = formatModelName(model);
    known.delete(name);
    const isLess = limitTokens < context.limitTokens;
    // The smallest that was learned lately: another process may have met a refusal at the same moment.
    await prisma.$executeRaw`
      INSERT INTO "ModelContext" AS m ("model", "limitTokens", "limitLearnedAt", "tokensPerUnit")
      VALUES (${name}, ${isLess ? limitTokens : null}::int, CASE WHEN ${isLess}::boolean THEN now() END,
        ${Math.min(tokensPerUnit, MOST_PER_UNIT)}::float8)
      ON CONFLICT ("model") DO UPDATE SET
        "limitTokens" = CASE WHEN m."limitLearnedAt" > now() - make_interval(hours => ${LIMIT_HOURS}::int)
          THEN LEAST(m."limitTokens", EXCLUDED."limitTokens") ELSE EXCLUDED."limitTokens" END,
        "limitLearnedAt" = CASE WHEN EXCLUDED."limitTokens" IS NULL THEN m."limitLearnedAt" ELSE now() END,
        "tokensPerUnit" = EXCLUDED."tokensPerUnit"`;
    if (isLess)
      log.warn({ model: name, limitTokens }, 'the model takes less than was known: its prompts are kept shorter');
  }

  async function keepCount(context: ModelContext, { tokens, inputTokens }: CountedPrompt): Promise<void> {
    const { model } = context;
    if (model.provider === 'local' || !inputTokens || tokens < LEAST_COUNTED) return;
    const name = formatModelName(model);
    const { context: now, counts } = await read(model);
    const ratio = inputTokens / tokens;
    const isLong = tokens > SURELY_WHOLE;
    if (model.provider === 'ollama' && isLong && counts && ratio < CUT_OFF && inputTokens >= LEAST_CUT_OFF) {
      return keepLimit(new ModelContext(model, { ...now, limitTokens: Math.floor(inputTokens) }));
    }
    const before = longest.get(name) ?? 0;
    longest.set(name, Math.max(before, inputTokens));
    const isWhole = !isLong || (model.provider !== 'ollama' && inputTokens > before * LONGER);
    const perUnit = context.tokensPerUnit * ratio;
    if (Math.abs(perUnit / now.tokensPerUnit - 1) < NEAR || !isBelievable(perUnit)) return;
    // What is cut off seems to have few tokens; more would be sent, more cut off, and so on.
    if (perUnit < now.tokensPerUnit && !isWhole) return;
    const change = perUnit - now.tokensPerUnit;
    const tokensPerUnit = now.tokensPerUnit + (change > 0 ? change : change * FALL);
    known.set(name, {
      context: new ModelContext(model, { ...now, tokensPerUnit }),
      counts: true,
      readAt: performance.now(),
    });
    await prisma.$executeRaw`
      INSERT INTO "ModelContext" ("model", "tokensPerUnit") VALUES (${name}, ${tokensPerUnit}::float8)
      ON CONFLICT ("model") DO UPDATE SET "tokensPerUnit" = EXCLUDED."tokensPerUnit"`;
  }

  async function tolerant(model: ModelName, learning: Promise<void>): Promise<void> {
    await learning.catch((error: unknown) => {
      log.warn({ model: formatModelName(model), reason: messageOf(error) }, 'what a model taught could not be kept');
    });
  }

  return {
    of: async (model) => (await read(model)).context,
    learnLimit: (context) => tolerant(context.model, keepLimit(context)),
    learnCount: (context, prompt) => tolerant(context.model, keepCount(context, prompt)),
  };
}

function isFresh(learnedAt: Date): boolean {
  return Date.now() - learnedAt.getTime() < LIMIT_HOURS * 3_600_000;
}

function isBelievable(tokensPerUnit: number): boolean {
  return tokensPerUnit >= LEAST_PER_UNIT && tokensPerUnit <= MOST_PER_UNIT;
}
