import { formatModelName, type ModelName } from '../../config/model-name.ts';
import type { Database } from '../../database/database.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { type CountedPrompt, isTelling, lessonOf } from './count-lesson.ts';
import { knownContextTokens } from './known-contexts.ts';
import { MOST_PER_UNIT, ModelContext } from './model-context.ts';
import { createModelContextStore, type ModelContextStore } from './model-context-store.ts';

/**
 * What is known of the models' contexts, and what use teaches of them. It is stored in the database, so that every
 * process and the next start know it.
 */
export interface ModelContexts {
  /** What is known now. What another process learned is known here some seconds later. */
  of(model: ModelName): Promise<ModelContext>;
  /**
   * Stores what refusals taught, after a prompt within that context was taken. A limit is believed for LIMIT_HOURS.
   *
   * Neither this nor the following throws: what can't be stored will be learned again.
   */
  learnLimit(context: ModelContext): Promise<void>;
  /** Learns how a model counts, from what its provider says of a prompt that it has read. */
  learnCount(context: ModelContext, prompt: CountedPrompt): Promise<void>;
}

/** How long a process believes what it has read of a model. */
const REREAD_MS = 10_000;
/** Names of models come from users, and there may be any number of them. */
const MOST_REMEMBERED = 1_000;

interface Known {
  readonly context: ModelContext;
  /** Whether it has been learned how the model counts. */
  readonly counts: boolean;
  readonly readAt: number;
}

/**
 * @param deps.contextTokens LEX_CONTEXT_TOKENS: replaces what is known of every model, but no limit that was learned
 */
export function createModelContexts(deps: {
  database: Pick<Database, 'prisma'>;
  contextTokens: number | undefined;
  log: Logger;
}): ModelContexts {
  const { contextTokens, log } = deps;
  const learning = new Learning(createModelContextStore(deps.database), contextTokens, log);

  async function tolerant(model: ModelName, learned: Promise<void>): Promise<void> {
    await learned.catch((error: unknown) => {
      log.warn({ model: formatModelName(model), reason: messageOf(error) }, 'what a model taught could not be kept');
    });
  }

  return {
    of: async (model) => (await learning.read(model)).context,
    learnLimit: (context) => tolerant(context.model, learning.learnLimit(context)),
    learnCount: (context, prompt) => tolerant(context.model, learning.learnCount(context, prompt)),
  };
}

class Learning {
  readonly #store: ModelContextStore;
  readonly #contextTokens: number | undefined;
  readonly #log: Logger;
  readonly #known = new Map<string, Known>();
  /** The longest prompt that each model has read, by its own count. */
  readonly #longest = new Map<string, number>();

  constructor(store: ModelContextStore, contextTokens: number | undefined, log: Logger) {
    this.#store = store;
    this.#contextTokens = contextTokens;
    this.#log = log;
  }

  async read(model: ModelName): Promise<Known> {
    const name = formatModelName(model);
    const before = this.#known.get(name);
    if (before && performance.now() - before.readAt < REREAD_MS) return before;
    const stored = model.provider === 'local' ? undefined : await this.#store.read(name);
    const limit = this.#contextTokens ?? knownContextTokens(model);
    const context = new ModelContext(model, {
      limitTokens: Math.min(limit, stored?.limitTokens ?? limit),
      tokensPerUnit: stored?.tokensPerUnit ?? 1,
    });
    return this.#remember(name, context, stored?.tokensPerUnit !== undefined);
  }

  async learnLimit({ model, limitTokens, tokensPerUnit }: ModelContext): Promise<void> {
    const { context } = await this.read(model);
    const name = formatModelName(model);
    this.#known.delete(name);
    const isLess = limitTokens < context.limitTokens;
    await this.#store.storeLimit(name, {
      limitTokens: isLess ? limitTokens : undefined,
      tokensPerUnit: Math.min(tokensPerUnit, MOST_PER_UNIT),
    });
    if (!isLess) return;
    this.#log.warn({ model: name, limitTokens }, 'the model takes less than was known: its prompts are kept shorter');
  }

  async learnCount(asked: ModelContext, prompt: CountedPrompt): Promise<void> {
    const { model } = asked;
    if (model.provider === 'local' || !isTelling(prompt)) return;
    const name = formatModelName(model);
    const { context: now, counts } = await this.read(model);
    const longest = this.#longest.get(name) ?? 0;
    const lesson = lessonOf(prompt, asked, now, { counts, longest });
    if (lesson.kind === 'cut-off') return this.learnLimit(new ModelContext(model, { ...now, ...lesson }));
    this.#longest.set(name, Math.max(longest, prompt.inputTokens ?? 0));
    if (lesson.kind === 'nothing') return;
    this.#remember(name, new ModelContext(model, { ...now, ...lesson }), true);
    await this.#store.storeCount(name, lesson.tokensPerUnit);
  }

  #remember(name: string, context: ModelContext, counts: boolean): Known {
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    if (this.#longest.size >= MOST_REMEMBERED) this.#longest.clear();
    const known = { context, counts, readAt: performance.now() };
    this.#known.set(name, known);
    return known;
  }
}
