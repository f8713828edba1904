import type { Redis } from '../redis/redis.ts';
import type { ProcessCard } from './process-card.ts';
import { createRedisProcessCards } from './redis-process-cards.ts';

/** This process, and all that live: itself alone where no others can be. */
export interface LiveProcesses {
  readonly own: ProcessCard;
  /** @throws when the place where they show their cards can't be reached */
  list(): Promise<readonly ProcessCard[]>;
}

export function createLiveProcesses(
  own: ProcessCard,
  shared: { readonly redis: Redis; readonly prefix: string } | undefined,
): LiveProcesses {
  const cards = shared && createRedisProcessCards(shared.redis, shared.prefix);
  return {
    own,
    async list() {
      const shown: readonly ProcessCard[] = cards ? await cards.list() : [];
      // Its own card may not be shown yet.
      return shown.some(({ id }) => id === own.id) ? shown : [...shown, own];
    },
  };
}
