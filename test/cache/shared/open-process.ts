import { pino } from 'pino';
import { onTestFinished, vi } from 'vitest';
import { type CacheCounters, createCacheCounters } from '../../../src/cache/cache-counters.ts';
import type { ChangeJournal } from '../../../src/cache/change-journal.ts';
import { createRedisCacheStore } from '../../../src/cache/redis-cache-store.ts';
import { createRedisChangeJournal } from '../../../src/cache/redis-change-journal.ts';
import { createRedisSharedLevel } from '../../../src/cache/shared/redis-shared-level.ts';
import type { SharedLevel } from '../../../src/cache/shared/shared-level.ts';
import { createSharedLoading } from '../../../src/cache/shared/shared-loading.ts';
import { createTaggedCache, type Found, type Loaded } from '../../../src/cache/tagged-cache.ts';
import { openCacheRedis } from '../../../src/redis/cache-redis.ts';

export const PREFIX = 'lex:a';
export const OWNER = 'anna';

export interface Note {
  readonly text: string;
}

/** What a process keeps of notes, over a Redis that it shares with others. */
export interface Process {
  readonly journal: ChangeJournal;
  readonly level: SharedLevel;
  readonly counters: CacheCounters;
  /** Asks for a note of Anna’s; else of the owner who is given, or everybody’s. */
  ask(key: string, load: () => Promise<Loaded<Note>>, options?: { ownerId: string | undefined }): Promise<Found<Note>>;
}

export interface ProcessOptions {
  readonly url: string;
  readonly maxBytes?: number | undefined;
  /** A minute, so that a busy machine makes nothing look lost. @default 60_000 */
  readonly turnMs?: number | undefined;
  /** Undefined: as Lex has it. @default 60_000 */
  readonly commandTimeoutMs?: number | undefined;
}

/** One process more; it ends with the test. */
export async function openProcess(options: ProcessOptions): Promise<Process> {
  const { url, maxBytes, turnMs, commandTimeoutMs } = { turnMs: 60_000, commandTimeoutMs: 60_000, ...options };
  const log = pino({ level: 'silent' });
  const timeout = commandTimeoutMs === undefined ? {} : { commandTimeoutMs };
  const connection = await openCacheRedis(url, { name: PREFIX, evicts: false, log, ...timeout });
  onTestFinished(() => connection.close());
  const journal = createRedisChangeJournal({ connection, prefix: PREFIX });
  onTestFinished(() => journal.close());
  const store = createRedisCacheStore({ connection, prefix: PREFIX, maxBytes });
  const level = createRedisSharedLevel({ connection, prefix: PREFIX, store, journal, ...(turnMs && { turnMs }) });
  const counters = createCacheCounters();
  const cache = createTaggedCache<Note>({
    maxBytes: 2 ** 20,
    bytesOf: ({ text }) => text.length,
    journal,
    counters,
    shared: createSharedLoading(level, {
      write: ({ text }) => `note ${text}`,
      read: (text) => (text.startsWith('note ') ? { text: text.slice('note '.length) } : undefined),
    }),
  });
  return {
    journal,
    level,
    counters,
    ask: async (key, load, { ownerId } = { ownerId: OWNER }) =>
      cache.getOrLoad(`here ${key}`, { ownerId, sharedKey: () => key }, load),
  };
}

/** A load, as a function that counts its calls. */
export function brings(text: string, { keepMs = 60_000, tags = ['Note:1'] } = {}) {
  return vi.fn(async (): Promise<Loaded<Note>> => ({ value: { text }, keepMs, tags: new Set(tags) }));
}

/** A load that ends when the test says so. */
export function slow(text: string, options?: Parameters<typeof brings>[1]) {
  let finish = (): void => undefined;
  let fail = (_: Error): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const bring = brings(text, options);
  const load = vi.fn(async () => {
    await promise;
    return bring();
  });
  return { load, finish, fail };
}
