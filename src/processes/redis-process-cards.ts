import type { Redis } from '../redis/redis.ts';
import type { ProcessCard, ShownCard } from './process-card.ts';
import { shownCard } from './process-card.ts';
import { CARD_LIVES_MS, type ProcessCards } from './process-cards.ts';

/** The key of a hash with all cards by their ids: it ends with its deployment. */
const keyOf = (prefix: string) => `${prefix}:processes`;

/** The most cards that are read: far more than one database has processes. */
const MOST = 10_000;

/** The cards that the processes with a prefix show in a Redis, whose clock all of them go by. */
export function createRedisProcessCards(redis: Redis, prefix: string): ProcessCards {
  return {
    async list() {
      const [now, texts] = await Promise.all([timeOf(redis), redis.hvals(keyOf(prefix))]);
      return texts
        .slice(0, MOST)
        .flatMap(readCard)
        .filter((card) => isLive(card, now))
        .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
    },
  };
}

/** Shows a card for a while. @throws when Redis doesn't answer */
export async function showCard(redis: Redis, prefix: string, card: ProcessCard): Promise<void> {
  const before = Date.now();
  const shownAt = await timeOf(redis);
  const clockAheadMs = Math.round((before + Date.now()) / 2 - shownAt);
  const key = keyOf(prefix);
  const shown: ShownCard = { ...card, shownAt, clockAheadMs };
  await redis.multi().hset(key, card.id, JSON.stringify(shown)).pexpire(key, CARD_LIVES_MS).exec();
}

/** Takes a card back, because its process ends. */
export async function takeCard(redis: Redis, prefix: string, id: string): Promise<void> {
  await redis.hdel(keyOf(prefix), id);
}

/** Takes back the cards of processes that ended without doing it. */
export async function takeDeadCards(redis: Redis, prefix: string): Promise<void> {
  const [now, all] = await Promise.all([timeOf(redis), redis.hgetall(keyOf(prefix))]);
  const dead = Object.entries(all).filter(([, text]) => !readCard(text).some((card) => isLive(card, now)));
  if (dead.length > 0) await redis.hdel(keyOf(prefix), ...dead.map(([id]) => id));
}

const isLive = ({ shownAt }: ShownCard, now: number) => now - shownAt < CARD_LIVES_MS;

/** One card, or none when something else stands there. */
function readCard(text: string): ShownCard[] {
  try {
    const { data } = shownCard.safeParse(JSON.parse(text));
    return data ? [data] : [];
  } catch {
    return [];
  }
}

/** In milliseconds since 1970. */
async function timeOf(redis: Redis): Promise<number> {
  const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
  return seconds * 1_000 + microseconds / 1_000;
}
