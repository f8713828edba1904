import { LRUCache } from 'lru-cache';
import { OvertakenError } from '../../../jobs/job.ts';
import type { Redis } from '../../../redis/redis.ts';
import { retryUntil } from '../../../time/retry-until.ts';
import type { ReplyEnd } from '../../messages/message.ts';
import { lengthOf, type ReplyRun, runsAfter } from '../../messages/reply-run.ts';
import { STORED_AFTER_END_MS, STORED_WITHOUT_END_MS } from './log-lifetime.ts';
import { APPEND, BEGIN, END } from './redis-reply-scripts.ts';
import type { ReplyCursor } from './reply-cursor.ts';
import type { LoggedReply, ReplyLog } from './reply-log.ts';

/** How long a write tries to reach Redis before the attempt at the reply fails. */
const PATIENCE_MS = 30_000;
/** The most replies whose lengths this process remembers while it writes them; it asks Redis for the others. */
const REMEMBERED = 10_000;
const DELETED_AT_ONCE = 500;

interface Entry {
  readonly attempt: number;
  /** How much the attempt has written up to and with this entry; meaningless in an end. */
  readonly position: number;
  /** Empty where an attempt begins, and in an end. */
  readonly run: ReplyRun;
  readonly end: ReplyEnd | undefined;
}

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
export function createRedisReplyLog({ redis, prefix }: { redis: Redis; prefix: string }): ReplyLog {
  const lengths = new LRUCache<string, { readonly attempt: number; readonly length: number }>({ max: REMEMBERED });
  const closing = new AbortController();
  const keyOf = (replyId: string) => `${prefix}:reply:${replyId}`;

  /**
   * Runs a script, which must be safe to run again, until Redis answers.
   *
   * @throws what the last try failed with
   */
  function write(script: string, replyId: string, ...args: (string | number)[]): Promise<boolean> {
    const run = async () => (await redis.eval(script, 1, keyOf(replyId), ...args)) === 1;
    return retryUntil(run, { patienceMs: PATIENCE_MS, signal: closing.signal });
  }

  async function lengthSoFar(replyId: string, attempt: number): Promise<number> {
    const known = lengths.get(replyId);
    if (known?.attempt === attempt) return known.length;
    const logged = await read(replyId, { attempt, position: 0 });
    return logged?.attempt === attempt && !logged.end ? logged.length : 0;
  }

  async function read(replyId: string, after?: ReplyCursor): Promise<LoggedReply | undefined> {
    const key = keyOf(replyId);
    const start = after ? `(${after.attempt}-${after.position}` : '-';
    const found = (await redis.xrange(key, start, '+')).map(readEntry);
    const last = found.at(-1) ?? (await redis.xrevrange(key, '+', '-', 'COUNT', 1)).map(readEntry)[0];
    if (!last) return undefined;
    // Redis has lost the log that the cursor is of, and another attempt has begun a new one.
    if (after && after.attempt > last.attempt) return read(replyId);
    const entries = found.filter(({ attempt }) => attempt === last.attempt);
    const words = entries.filter(({ end }) => !end);
    const known = after?.attempt === last.attempt ? after.position : 0;
    const written = words.at(-1)?.position ?? (await writtenBefore(key, last, known));
    const from = Math.min(known, written);
    const runs = words.map(({ run }) => run);
    // The first entry may begin before the position that was asked for.
    const before = written - lengthOf(runs);
    return { attempt: last.attempt, from, runs: runsAfter(runs, from - before), length: written, end: last.end };
  }

  /** How much an attempt has written, when the range that was read holds none of its words. */
  async function writtenBefore(key: string, last: Entry, known: number): Promise<number> {
    if (!last.end) return last.position;
    const [, before] = (await redis.xrevrange(key, '+', '-', 'COUNT', 2)).map(readEntry);
    return before?.attempt === last.attempt ? before.position : known;
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
      if (!(await write(APPEND, replyId, `${attempt}-${length}`, `${attempt}-${next}`, kind, text))) {
        lengths.delete(replyId);
        throw new OvertakenError();
      }
      lengths.set(replyId, { attempt, length: next });
    },
    async end(replyId, attempt, end) {
      lengths.delete(replyId);
      await redis.eval(END, 1, keyOf(replyId), attempt, end, STORED_AFTER_END_MS);
    },
    read,
    async delete(replyIds) {
      for (let at = 0; at < replyIds.length; at += DELETED_AT_ONCE) {
        await redis.unlink(...replyIds.slice(at, at + DELETED_AT_ONCE).map(keyOf));
      }
    },
    async close() {
      closing.abort();
    },
  };
}

const ENDS: readonly ReplyEnd[] = ['COMPLETED', 'FAILED', 'STOPPED'];
const KINDS: readonly ReplyRun['kind'][] = ['text', 'reasoning'];

/** @throws {Error} when the stream has an entry that Lex didn't write */
function readEntry([id, fields]: [id: string, fields: string[]]): Entry {
  const [attempt = '', position = ''] = id.split('-');
  const [name, value = ''] = fields;
  const end = name === 'end' ? ENDS.find((each) => each === value) : undefined;
  const kind = end ? 'text' : KINDS.find((each) => each === name);
  if (!kind) throw new Error(`The log of a reply has an entry that isn't one: ${id}.`);
  return { attempt: Number(attempt), position: Number(position), run: { kind, text: end ? '' : value }, end };
}
