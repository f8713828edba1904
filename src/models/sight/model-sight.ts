import { LRUCache } from 'lru-cache';
import { formatModelName, type ModelName } from '../../config/model-name.ts';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { knownSight } from './known-sight.ts';

/** Asks a provider whether a model of its sees; undefined where it doesn't tell. */
export type AskSight = (model: ModelName, signal: AbortSignal) => Promise<boolean | undefined>;

export interface ModelSight {
  /**
   * Whether a model can be shown images: where LEX_VISION_MODELS names it, it can; then its provider's word counts, and
   * then what is known of its name. Of whom nobody says anything it is taken that they can't. It never throws.
   */
  sees(model: ModelName): Promise<boolean>;
}

/** How long a provider's word is believed, in milliseconds: a model of the same name may be another one tomorrow. */
const BELIEVED_MS = 600_000;
/** When a provider couldn't be asked, it is asked again after this long. */
const AGAIN_MS = 15_000;
/** How long a provider may take to tell: somebody waits to send a message. */
const PATIENCE_MS = 3_000;
/** Names of models come from users, and there may be any number of them. */
const MOST_REMEMBERED = 1_000;

/** @param deps.named LEX_VISION_MODELS: models that see, whatever else is said of them */
export function createModelSight({
  ask,
  named,
  log,
}: {
  readonly ask: AskSight;
  readonly named: readonly ModelName[];
  readonly log: Logger;
}): ModelSight {
  const seeing = new Set(named.map(formatModelName));
  const told = new LRUCache<string, Promise<boolean | undefined>>({ max: MOST_REMEMBERED });

  function askOnce(model: ModelName, name: string): Promise<boolean | undefined> {
    const before = told.get(name);
    if (before) return before;
    const asking = ask(model, AbortSignal.timeout(PATIENCE_MS)).catch((error: unknown) => {
      log.debug({ model: name, reason: messageOf(error) }, 'the provider could not be asked whether the model sees');
      if (told.peek(name) === asking) told.set(name, asking, { ttl: AGAIN_MS });
      return undefined;
    });
    told.set(name, asking, { ttl: BELIEVED_MS });
    return asking;
  }

  return {
    async sees(model) {
      if (model.provider === 'local') return false;
      const name = formatModelName(model);
      if (seeing.has(name)) return true;
      return (await askOnce(model, name)) ?? knownSight(model) ?? false;
    },
  };
}
