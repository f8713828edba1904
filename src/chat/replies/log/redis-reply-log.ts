import { LRUCache } from 'lru-cache';
import type { RedisEventBus } from '../../../events/redis-event-bus.ts';
import { OvertakenError } from '../../../jobs/job.ts';
import type { Redis } from '../../../redis/redis.ts';
import { fromRedis } from '../../../redis/redis-unavailable-error.ts';
import { retryUntil } from '../../../time/retry-until.ts';
import { replyTopic, wordsWritten } from '../../messages/message-events.ts';
import { STORED_AFTER_END_MS, STORED_WITHOUT_END_MS } from './log-lifetime.ts';
import { readReply } from './read-redis-reply.ts';
import { APPEND, BEGIN, END } from './redis-reply-scripts.ts';
import type { ReplyCursor } from './reply-cursor.ts';
import type { ReplyLog } from './reply-log.ts';

/** How long a write tries to reach Redis before the attempt at the reply fails. */
const PATIENCE_MS = 30_000;
/** The most replies whose lengths this process remembers while it writes them; it asks Redis for the others. */
const REMEMBERED = 10_000;
const DELETED_AT_ONCE = 500;

/**
 * Reply logs in Redis, a stream each. An entry's id is `attempt-length`, where length is what the attempt has written
 * up to and with this entry. What a cursor lacks is therefore the range after it, and Redis refuses a writer whose id
 * is not above the last one. An entry has one field, named after the kind of its words. An older version of Lex, which
 * knows no reasoning, refuses to read such an entry rather than show it as text; it has the text from the row when the
 * reply has ended.
 *
 * A write that gets no answer is repeated under the same id until Redis answers, and is stored once. Reads and ends are
 * not repeated: their callers have the row instead.
 */
export function createRedisReplyLog({
  redis,
  events,
  prefix,
}: {
  redis: Redis;
  /** On the same Redis, so that what is written and word of it go together. */
  events: RedisEventBus;
  prefix: string;
}): ReplyLog {
  const lengths = new LRUCache<string, { readonly attempt: number; readonly length: number }>({ max: REMEMBERED });
  const closing = new AbortController();
  const keyOf = (replyId: string) => `${prefix}:reply:${replyId}`;
  const read = (replyId: string, after?: ReplyCursor) => readReply(redis, keyOf(replyId), after);

  /**
   * Runs a script, which must be safe to run again, until Redis answers.
   *
   * @throws {RedisUnavailableError} when it hasn't for a while
   */
  function write(script: string, replyId: string, ...args: (string | number)[]): Promise<boolean> {
    const run = async () => (await fromRedis(redis.eval(script, 1, keyOf(replyId), ...args))) === 1;
    return retryUntil(run, { patienceMs: PATIENCE_MS, signal: closing.signal });
  }

  async function lengthSoFar(replyId: string, attempt: number): Promise<number> {
    const known = lengths.get(replyId);
    if (known?.attempt === attempt) return known.length;
    const logged = await read(replyId, { attempt, position: 0 });
    return logged?.attempt === attempt && !logged.end ? logged.length : 0;
  }

  return {
    async begin(replyId, attempt) {
      if (!(await write(BEGIN, replyId, `${attempt}-0`, STORED_WITHOUT_END_MS))) throw new OvertakenError();
      lengths.set(replyId, { attempt, length: 0 });
    },
    async append(replyId, attempt, { kind, text }) {
      if (text === '') return;
      const length = await lengthSoFar(replyId, attempt);
      const next = length + text.length;
      const event = wordsWritten(replyId, { attempt, from: length }, { kind, text });
      const told = events.address(replyTopic(replyId), event);
      const ids = [`${attempt}-${length}`, `${attempt}-${next}`];
      if (!(await write(APPEND, replyId, ...ids, kind, text, told.channel, told.message))) {
        lengths.delete(replyId);
        throw new OvertakenError();
      }
      lengths.set(replyId, { attempt, length: next });
      told.deliver();
    },
    async end(replyId, attempt, end, row) {
      lengths.delete(replyId);
      const event = { key: replyId, ended: row };
      const { channel, message, deliver } = events.address(replyTopic(replyId), event);
      try {
        await redis.eval(END, 1, keyOf(replyId), attempt, end, STORED_AFTER_END_MS, channel, message);
        deliver();
      } catch {
        events.publish(replyTopic(replyId), event);
      }
    },
    read,
    async delete(replyIds) {
      for (let at = 0; at < replyIds.length; at += DELETED_AT_ONCE) {
        await fromRedis(redis.unlink(...replyIds.slice(at, at + DELETED_AT_ONCE).map(keyOf)));
      }
    },
    async close() {
      closing.abort();
    },
  };
}
