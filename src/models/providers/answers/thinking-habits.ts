import { LRUCache } from 'lru-cache';

/** So many models are remembered: their names come from users. */
const MODELS = 200;
/** What models are called that never answer without thinking, and whose templates open the tag for them. */
const ALWAYS_THINK = /deepseek-r1|r1-distill|qwq|reasoner|thinking/i;

/**
 * Which models of a provider close a tag that they haven't opened, since the template of their prompt ends in it. Of such
 * a model the beginning of an answer can't be told from thinking until the tag is closed, so it has to be held back; of
 * all others it must not be. Learnt from their answers, as long as the process runs.
 */
export class ThinkingHabits {
  readonly #closing = new LRUCache<string, boolean>({ max: MODELS });

  /** Whether the beginning of this model's answers is to be held back. */
  closesOnly(model: string): boolean {
    return this.#closing.get(model) ?? ALWAYS_THINK.test(model);
  }

  learn(model: string, closesOnly: boolean): void {
    this.#closing.set(model, closesOnly);
  }
}
