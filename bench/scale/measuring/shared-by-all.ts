import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { perSecond } from '../../measure.ts';
import { processorMs } from '../../process-usage.ts';
import type { Running } from './measure-by-turns.ts';

/** What grows with what all owners do together, since it has no owner. */
export interface SharedByAll {
  /** What a process takes to hear that somebody's memories changed whom it doesn't serve, in milliseconds. */
  readonly perForeignEvent: number;
  /** How many calls of a model can be counted in a second, by a row that all of them change. */
  readonly countedCalls: number;
}

const COUNTING = 8;
const CALLS = 2_000;
const EVENTS = 20_000;
const EVENTS_AT_ONCE = 500;
/** In which a process has heard them all. */
const HEARD_MS = 2_000;

export async function measureSharedByAll(running: Running): Promise<SharedByAll> {
  return {
    perForeignEvent: await timeOfEvents(running),
    countedCalls: await rateOfCounting(running),
  };
}

/** As many processes send them that serve others. */
async function timeOfEvents({ redis, server: { pid } }: Running): Promise<number> {
  const channels = (await redis.pubsub('CHANNELS', 'lex:*:events:memory')) as string[];
  const [channel] = channels;
  if (channel === undefined) throw new Error('No process listens to changes of memory.');
  const before = processorMs(pid);
  const origin = randomUUID();
  for (let sent = 0; sent < EVENTS; sent += EVENTS_AT_ONCE) {
    const pipeline = redis.pipeline();
    for (let event = 0; event < EVENTS_AT_ONCE; event++) {
      pipeline.publish(channel, `${origin}${JSON.stringify({ key: randomUUID() })}`);
    }
    await pipeline.exec();
  }
  await sleep(HEARD_MS);
  return (processorMs(pid) - before) / EVENTS;
}

/** As several processes count calls of models that different users have asked. */
async function rateOfCounting({ databaseUrl, filled: { owners } }: Running): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: COUNTING });
  const count = (call: number) =>
    pool.query(`SELECT "settleTokens"($1::uuid, $2::uuid, 'REPLY', 'bench/model', 100, 20, FALSE)`, [
      randomUUID(),
      owners[call % owners.length]?.id,
    ]);
  try {
    await perSecond(COUNTING, COUNTING, count);
    return await perSecond(CALLS, COUNTING, count);
  } finally {
    await pool.end();
  }
}
