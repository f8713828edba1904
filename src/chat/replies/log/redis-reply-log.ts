import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { OvertakenError } from '../../../jobs/job.ts';
import { untilDone } from '../../../time/retry-until.ts';
import type { ReplyEnd } from '../../conversations/message.ts';
import type { ReplyCursor } from './reply-cursor.ts';
import type { LoggedReply, ReplyLog } from './reply-log.ts';
import { lengthOf, type ReplyRun, runsAfter } from './reply-run.ts';

/** How long an ended reply can be read from the log, as the contract has it. */
const KEPT_AFTER_END_MS = 60 * 60 * 1_000;
/** A reply that never ended lost its job: its log goes as well. */
const KEPT_WITHOUT_END_MS = 7 * 24 * 60 * 60 * 1_000;
/** The highest number that the second half of an entry's id may have: nothing comes after an end. */
const LAST = '18446744073709551615';
/** How long one who writes goes on trying to reach Redis before the attempt at the reply fails. */
const PATIENCE_MS = 30_000;
/** Replies that this process is writing, and whose length it remembers; of others it asks. */
const REMEMBERED = 10_000;
const DELETED_AT_ONCE = 500;

/**
 * Begins an attempt, and drops what earlier ones wrote. XADD itself refuses an id that isn't above the last one; that
 * of this very attempt is its own, from a call whose answer was lost.
 */
const BEGIN = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last and last[1] == ARGV[1] then return 1 end
local added = redis.pcall('XADD', KEYS[1], 'MINID', '=', ARGV[1], ARGV[1], 'text', '')
if type(added) == 'table' and added.err then
  if last and tonumber(string.match(last[1], '^%d+')) >= tonumber(string.match(ARGV[1], '^%d+')) then return 0 end
  return added
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/** Adds words right after what is there, once: 0 when the log stands elsewhere. */
const APPEND = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last and last[1] == ARGV[2] then return 1 end
if not last or last[1] ~= ARGV[1] then return 0 end
redis.call('XADD', KEYS[1], ARGV[2], ARGV[3], ARGV[4])
return 1`;

/** Ends an attempt, unless another has begun or it has ended. */
const END = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last or string.match(last[1], '^%d+') ~= ARGV[1] or last[2][1] == 'end' then return 0 end
redis.call('XADD', KEYS[1], ARGV[1] .. '-${LAST}', 'end', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

interface Entry {
  readonly attempt: number;
  /** How much the attempt has written up to and with this entry; of an end, unknown. */
  readonly position: number;
  /** Empty where an attempt begins and of an end. */
  readonly run: ReplyRun;
  readonly end: ReplyEnd | undefined;
}

/**
 * Reply logs in Redis, a stream each. An entry's id is `attempt-length`, where length is that of all that the attempt has
 * written up to and with this entry: so what a cursor lacks is the range after it, and Redis refuses whoever comes with a
 * lower id. Its one field is named after what it holds: a version that knows nothing of thinking refuses to read that,
 * rather than take it for text, and has the text from the row when the reply has ended.
 *
 * What gets no answer is written again under the same id until it is known to be there, and is there once. A reader
 * is told at once when Redis doesn't answer, and one who ends a log too: the row has the end.
 */
export function createRedisReplyLog({ redis, prefix }: { redis: Redis; prefix: string }): ReplyLog {
  const lengths = new LRUCache<string, { readonly attempt: number; readonly length: number }>({ max: REMEMBERED });
  const closing = new AbortController();
  const keyOf = (replyId: string) => `${prefix}:reply:${replyId}`;

  /** Runs a script that may safely be run again, until Redis answers. @throws what the last try failed with */
  function write(script: string, replyId: string, ...args: (string | number)[]): Promise<boolean> {
    const run = async () => (await redis.eval(script, 1, keyOf(replyId), ...args)) === 1;
    return untilDone(run, { patienceMs: PATIENCE_MS, signal: closing.signal });
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
    // The log was lost since, and begun again: the cursor says nothing here.
    if (after && after.attempt > last.attempt) return read(replyId);
    const entries = found.filter(({ attempt }) => attempt === last.attempt);
    const words = entries.filter(({ end }) => !end);
    const known = after?.attempt === last.attempt ? after.position : 0;
    const written = words.at(-1)?.position ?? (await writtenBefore(key, last, known));
    const from = Math.min(known, written);
    const runs = words.map(({ run }) => run);
    // The first may begin before the place that was asked for.
    const before = written - lengthOf(runs);
    return { attempt: last.attempt, from, runs: runsAfter(runs, from - before), length: written, end: last.end };
  }

  /** The length of an attempt of whose words the range held nothing. */
  async function writtenBefore(key: string, last: Entry, known: number): Promise<number> {
    if (!last.end) return last.position;
    const [, before] = (await redis.xrevrange(key, '+', '-', 'COUNT', 2)).map(readEntry);
    return before?.attempt === last.attempt ? before.position : known;
  }

  return {
    async begin(replyId, attempt) {
      if (!(await write(BEGIN, replyId, `${attempt}-0`, KEPT_WITHOUT_END_MS))) throw new OvertakenError();
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
      await redis.eval(END, 1, keyOf(replyId), attempt, end, KEPT_AFTER_END_MS);
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

/** @throws when something else than Lex has written to the stream */
function readEntry([id, fields]: [id: string, fields: string[]]): Entry {
  const [attempt = '', position = ''] = id.split('-');
  const [name, value = ''] = fields;
  const end = name === 'end' ? ENDS.find((each) => each === value) : undefined;
  const kind = end ? 'text' : KINDS.find((each) => each === name);
  if (!kind) throw new Error(`The log of a reply has an entry that isn't one: ${id}.`);
  return { attempt: Number(attempt), position: Number(position), run: { kind, text: end ? '' : value }, end };
}
