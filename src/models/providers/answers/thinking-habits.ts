import { LRUCache } from 'lru-cache';

/** How many models are remembered. Their names come from users. */
const MODELS = 200;
/** Names of models that never answer without thinking, and whose templates open the tag for them. */
const ALWAYS_THINK = /deepseek-r1|r1-distill|qwq|reasoner|thinking/i;

/**
 * Learns which models of a provider close a thinking tag without having opened it, since the template of their prompt
 * ends with the opening tag.
 *
 * With such a model, the beginning of an answer may be thinking until the tag is closed, and has to be held back.
 * With all others it must not be. This is learned from their answers, while the process runs.
 */
export class ThinkingHabits {
  readonly #closing = new LRUCache<string, boolean>({ max: MODELS });

  /** Whether the beginning of a model's answers has to be held back. */
  closesOnly(model: string): boolean {
    return this.#closing.get(model) ?? ALWAYS_THINK.test(model);
  }

  learn(model: string, closesOnly: boolean): void {
    this.#closing.set(model, closesOnly);
  }
}
