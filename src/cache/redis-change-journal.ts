import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { CacheRedis } from '../redis/cache-redis.ts';
import { type ChangeJournal, EVERYTHING, type JournalReading, KEPT_CHANGES } from './change-journal.ts';
import { createResting } from './resting.ts';

/** How long the journal of an owner of whom nothing is asked is kept, in milliseconds: longer than any answer. */
const KEPT_MS = 3_600_000;
/**
 * How long a change waits for being named, in milliseconds: a command may be late because this process is, while others
 * use what they have stored. Once this was too short for one, none waits until Redis answers again.
 */
const NAMING_MS = 2_000;
/** How long after one that failed it is tried again meanwhile, in milliseconds. */
const SOON_MS = 50;
/** Owners whose changes could not be named yet. For more than so many, time has to do it. */
const MOST_PENDING = 10_000;
/** How often those are tried again, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * A journal that was lost begins again at the time, in microseconds: so it never comes back to a position that it had,
 * for nobody names a million changes a second.
 */
const BEGIN = `
local position = redis.call('GET', KEYS[1])
if not position then
  local time = redis.call('TIME')
  position = string.format('%.0f', time[1] * 1000000 + time[2])
  redis.call('SET', KEYS[1], position, 'PX', ${KEPT_MS})
  redis.call('DEL', KEYS[2])
end`;

const RECORD = `${BEGIN}
position = string.format('%.0f', redis.call('INCR', KEYS[1]))
redis.call('RPUSH', KEYS[2], position .. ' ' .. ARGV[1])
redis.call('LTRIM', KEYS[2], -${KEPT_CHANGES}, -1)
redis.call('PEXPIRE', KEYS[1], ${KEPT_MS})
redis.call('PEXPIRE', KEYS[2], ${KEPT_MS})
return position`;

/** Answers the position, what the journal holds unless it is where it was at `since`, and what else was found. */
const readWith = (script: string) => `${BEGIN}
${script}
if since == '' or since == position then return { position, {}, found } end
return { position, redis.call('LRANGE', KEYS[2], 0, -1), found }`;

const READ = readWith(`local since, found = ARGV[1], ''`);

const reading = z.tuple([z.string(), z.array(z.string()), z.unknown()]);
type Reading = z.infer<typeof reading>;

export interface RedisChangeJournal extends ChangeJournal {
  /**
   * Reads where the journal of an owner stands, and something that was made from the owner's data, in one round trip.
   *
   * @param script Lua that knows the journal's `position`; it sets `found` to what it finds, and `since` to the
   *   position of that, or to an empty text. Its keys are those from `KEYS[3]` on.
   * @returns undefined when the journal can't be read
   */
  readBeside(ownerId: string, script: string, use: ScriptUse): Promise<ReadingBeside | undefined>;
  close(): void;
}

export interface ScriptUse {
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}

export interface ReadingBeside {
  readonly position: number;
  /** As {@link JournalReading.changed}, since the position of what was found. */
  changedSince(position: number): readonly string[] | undefined;
  readonly found: unknown;
}

/**
 * The journal of a deployment of several processes, in the Redis in which these share their cache. Each reading asks
 * Redis, so what a process was told is done is seen by all from then on.
 *
 * Where Redis doesn't answer, readings give nothing, so that nothing stored is used; changes wait for it for a short
 * time, and after that they are named as soon as it answers again. A process that is the only one cut off leaves the
 * others with what they have stored, until its time is over.
 */
export function createRedisChangeJournal({
  connection: { redis },
  prefix,
}: {
  readonly connection: Pick<CacheRedis, 'redis'>;
  readonly prefix: string;
}): RedisChangeJournal {
  const resting = createResting();
  const pending = new Set<string>();
  /** Since when nothing can be named, on the clock of this process; undefined while it can. */
  let failingSince: number | undefined;
  let retry: NodeJS.Timeout | undefined;

  const keysOf = (ownerId: string) => [`${prefix}:changes:${ownerId}:at`, `${prefix}:changes:${ownerId}`] as const;

  async function name(ownerId: string, tags: readonly string[]): Promise<boolean> {
    try {
      await redis.eval(RECORD, 2, ...keysOf(ownerId), tags.join(' '));
      failingSince = undefined;
      return true;
    } catch {
      failingSince ??= performance.now();
      return false;
    }
  }

  const waits = (): boolean => failingSince === undefined || performance.now() < failingSince + NAMING_MS;

  async function namePending(): Promise<void> {
    for (const ownerId of [...pending]) {
      if (!(await name(ownerId, [EVERYTHING]))) break;
      pending.delete(ownerId);
    }
    retry = undefined;
    if (pending.size > 0) tryLater();
  }

  function tryLater(): void {
    retry ??= setTimeout(namePending, RETRY_MS).unref();
  }

  async function ask(ownerId: string, script: string, { keys, args }: ScriptUse): Promise<Reading | undefined> {
    if (pending.has(ownerId)) return undefined;
    const all = [...keysOf(ownerId), ...keys];
    return reading.safeParse(await resting.ask(() => redis.eval(script, all.length, ...all, ...args))).data;
  }

  return {
    async record(ownerId, tags) {
      while (waits()) {
        if (await name(ownerId, tags)) return;
        if (waits()) await sleep(SOON_MS);
      }
      if (pending.size < MOST_PENDING) pending.add(ownerId);
      tryLater();
    },
    async read(ownerId, since) {
      const read = await ask(ownerId, READ, { keys: [], args: [since ?? ''] });
      return read && readSince(read, since);
    },
    async readBeside(ownerId, script, use) {
      const read = await ask(ownerId, readWith(script), use);
      if (!read) return undefined;
      const [at, , found] = read;
      return { position: Number(at), changedSince: (position) => readSince(read, position).changed, found };
    },
    close() {
      clearTimeout(retry);
    },
  };
}

function readSince([at, lines]: Reading, since: number | undefined): JournalReading {
  const position = Number(at);
  if (since === undefined || since === position) return { position, changed: [] };
  const changes = lines.map((line) => {
    const [number, ...tags] = line.split(' ');
    return { position: Number(number), tags };
  });
  const later = changes.filter((each) => each.position > since);
  // All are there when they are as many as the positions between.
  const complete = since < position && later.length === position - since;
  return { position, changed: complete ? later.flatMap(({ tags }) => tags) : undefined };
}
