import { z } from 'zod';
import type { Redis } from '../../../redis/redis.ts';
import { fromRedis } from '../../../redis/redis-unavailable-error.ts';
import type { ReplyEnd } from '../../messages/message.ts';
import { lengthOf, type ReplyRun, runsAfter } from '../../messages/reply-run.ts';
import { READ } from './redis-reply-scripts.ts';
import type { ReplyCursor } from './reply-cursor.ts';
import type { LoggedReply } from './reply-log.ts';

interface Entry {
  readonly attempt: number;
  /** How much the attempt has written up to and with this entry; meaningless in an end. */
  readonly position: number;
  /** Empty where an attempt begins, and in an end. */
  readonly run: ReplyRun;
  readonly end: ReplyEnd | undefined;
}

/**
 * What a stream holds after a cursor, in one round trip: see ReplyLog's `read`.
 *
 * @throws {RedisUnavailableError}
 */
export async function readReply(redis: Redis, key: string, after?: ReplyCursor): Promise<LoggedReply | undefined> {
  const start = after ? `(${after.attempt}-${after.position}` : '-';
  const [found, newest] = entries.parse(await fromRedis(redis.eval(READ, 1, key, start)));
  const last = found.at(-1) ?? newest[0];
  if (!last) return undefined;
  // Redis has lost the log that the cursor is of, and another attempt has begun a new one.
  if (after && after.attempt > last.attempt) return readReply(redis, key);
  const words = found.filter(({ attempt, end }) => attempt === last.attempt && !end);
  const known = after?.attempt === last.attempt ? after.position : 0;
  const written = words.at(-1)?.position ?? writtenBefore(last, newest[1], known);
  const from = Math.min(known, written);
  const runs = words.map(({ run }) => run);
  // The first entry may begin before the position that was asked for.
  const before = written - lengthOf(runs);
  return { attempt: last.attempt, from, runs: runsAfter(runs, from - before), length: written, end: last.end };
}

const ENDS: readonly ReplyEnd[] = ['COMPLETED', 'FAILED', 'STOPPED'];
const KINDS: readonly ReplyRun['kind'][] = ['text', 'reasoning'];

/** How much an attempt has written, when the range that was read holds none of its words. */
function writtenBefore(last: Entry, before: Entry | undefined, known: number): number {
  if (!last.end) return last.position;
  return before?.attempt === last.attempt ? before.position : known;
}

/** @throws {Error} when the stream has an entry that Lex didn't write */
function readEntry([id, fields]: [id: string, fields: string[]]): Entry {
  const [attempt = '', position = ''] = id.split('-');
  const [name, value = ''] = fields;
  const end = name === 'end' ? ENDS.find((each) => each === value) : undefined;
  const kind = end ? 'text' : KINDS.find((each) => each === name);
  if (!kind) throw new Error(`The log of a reply has an entry that isn't one: ${id}.`);
  return { attempt: Number(attempt), position: Number(position), run: { kind, text: end ? '' : value }, end };
}

/** The entries of a range, and the newest two of the stream where those are fewer. */
const entry = z.tuple([z.string(), z.array(z.string())]).transform(readEntry);
const entries = z.tuple([z.array(entry), z.array(entry)]);
