import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { CacheRedis } from '../../redis/cache-redis.ts';
import type { CacheStore } from '../cache-store.ts';
import { holds } from '../change-journal.ts';
import { entryKey } from '../redis-cache-store.ts';
import type { RedisChangeJournal } from '../redis-change-journal.ts';
import { createResting } from '../resting.ts';
import { RENEW_AT } from '../tagged-cache.ts';
import { readEntry, writeEntry } from './entry-text.ts';
import { LOOK, SETTLE, WAIT } from './scripts.ts';
import type { SharedEntry, SharedLevel } from './shared-level.ts';

/**
 * How long a turn lasts, and so the longest that anybody waits for another's load, also of a process that died with its
 * turn, in milliseconds: as long as a command to this Redis may take. A load that takes longer is begun by the others
 * too, once in each process.
 */
const TURN_MS = 100;
/** How long nobody waits for loads at a position at which one wasn't stored, in milliseconds. */
const UNKEPT_MS = 10_000;
/**
 * The pauses between looks for what another loads, in milliseconds; they double. It is asked for, at most seven times,
 * and not told by an event: one that is lost would need the same bound on the wait, and each wait a subscription.
 */
const FIRST_PAUSE_MS = 3;
const LONGEST_PAUSE_MS = 32;
/** Whose journal everybody's entries are marked with: nothing is named in it, and nobody has this id. */
const EVERYBODY = '';

const reply = z.tuple([z.string(), z.int(), z.enum(['own', 'others', 'nobody'])]);

/**
 * The shared level in Redis: entries beside other values of the cache, within the same bound of bytes, and turns, which
 * live for less than a second, or for ten where nothing could be stored, and hold some twenty bytes.
 *
 * @param options.store of the same Redis
 * @param options.turnMs how long a turn lasts. @default 100 ms
 */
export function createRedisSharedLevel({
  connection: { redis },
  prefix,
  store,
  journal,
  turnMs = TURN_MS,
}: {
  readonly connection: Pick<CacheRedis, 'redis'>;
  readonly prefix: string;
  readonly store: CacheStore;
  readonly journal: Pick<RedisChangeJournal, 'read' | 'readBeside'>;
  readonly turnMs?: number;
}): SharedLevel {
  const { ask } = createResting();
  const storeKey = (key: string) => `answer:${key}`;
  const keysOf = (key: string) => [entryKey(prefix, storeKey(key)), `${prefix}:cache:turn:${key}`] as const;

  async function lookAgain(key: string, position: number): Promise<SharedEntry | 'others' | undefined> {
    const asked = performance.now();
    const found = reply.safeParse(await ask(() => redis.eval(WAIT, 2, ...keysOf(key), position))).data;
    if (!found) return undefined;
    const [text, leftMs, turn] = found;
    return turn === 'others' ? turn : readEntry(text, leftSince(asked, leftMs));
  }

  return {
    async look(key, ownerId = EVERYBODY, { renews }) {
      const asked = performance.now();
      const args = [turnMs, renews ? 1 - RENEW_AT : 0];
      const read = await journal.readBeside(ownerId, LOOK, { keys: keysOf(key), args });
      const found = reply.safeParse(read?.found).data;
      if (!read || !found) return undefined;
      const [text, leftMs, turn] = found;
      const entry = readEntry(text, leftSince(asked, leftMs));
      const { position } = read;
      return { position, turn, entry: entry && holds(entry, read.changedSince(entry.position)) ? entry : undefined };
    },
    async wait(key, position) {
      const deadline = performance.now() + turnMs;
      const ended = new AbortController();
      // A Redis that hangs meanwhile doesn't make the wait longer.
      const late = sleep(turnMs, undefined, { signal: ended.signal }).catch(() => undefined);
      try {
        for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
          await sleep(Math.max(0, Math.min(pauseMs, deadline - performance.now())));
          const found = await Promise.race([lookAgain(key, position), late]);
          if (found !== 'others') return found ?? undefined;
        }
      } finally {
        ended.abort();
      }
    },
    async store(key, ownerId = EVERYBODY, entry) {
      const reading = await journal.read(ownerId, entry.position);
      if (!reading || !holds(entry, reading.changed)) return;
      const keepMs = Math.floor(entry.keepMs);
      const leftMs = Math.floor(keepMs - entry.ageMs);
      if (leftMs < 1) return;
      // A change after this reading counts against the position that is stored.
      await store.set(storeKey(key), writeEntry({ ...entry, position: reading.position, keepMs }), leftMs);
    },
    async settle(key, position) {
      await ask(() => redis.eval(SETTLE, 2, ...keysOf(key), position, UNKEPT_MS));
    },
  };
}

/** How long an entry has left, for its time went on while the answer was on its way. */
function leftSince(asked: number, leftMs: number): number {
  return leftMs - Math.ceil(performance.now() - asked);
}
