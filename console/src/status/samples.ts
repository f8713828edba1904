import type { Status } from './status.ts';

/** What the charts show of one status. What can't be told is null: a line has a gap there. */
export interface Sample {
  /** When it came, in seconds since 1970. */
  readonly at: number;
  readonly perSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly waiting: number | null;
  readonly active: number | null;
  readonly eventLoopDelayMs: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Lookups a second since the status before. */
  readonly hitsInProcess: number | null;
  readonly hitsInRedis: number | null;
  readonly misses: number | null;
}

/** How far back the charts go, in seconds. */
export const KEPT_SECONDS = 300;

/** Adds a status to the samples, and drops those that are too old. @param before the status of the last sample */
export function withSample(
  samples: readonly Sample[],
  status: Status,
  { before, at }: { readonly before: Status | undefined; readonly at: number },
): readonly Sample[] {
  const { queues, process, cache, requests } = status;
  const sum = (name: 'waiting' | 'active') =>
    // Queues that can't be counted are left out of the status.
    queues.length === 0 ? null : queues.reduce((total, queue) => total + queue[name], 0);
  const perSecond = (name: 'hitsInProcess' | 'hitsInRedis' | 'misses') => {
    // Another start is another process, whose counters began anew.
    if (before?.startedAt !== status.startedAt) return null;
    const seconds = status.uptimeSeconds - before.uptimeSeconds;
    return seconds > 0 ? Math.max(0, cache[name] - before.cache[name]) / seconds : null;
  };
  const sample: Sample = {
    at,
    perSecond: requests.perSecond,
    p50Ms: requests.p50Ms ?? null,
    p99Ms: requests.p99Ms ?? null,
    waiting: sum('waiting'),
    active: sum('active'),
    eventLoopDelayMs: process.eventLoopDelayMs,
    rssBytes: process.rssBytes,
    heapUsedBytes: process.heapUsedBytes,
    hitsInProcess: perSecond('hitsInProcess'),
    hitsInRedis: perSecond('hitsInRedis'),
    misses: perSecond('misses'),
  };
  return [...samples.filter((each) => each.at > at - KEPT_SECONDS && each.at < at), sample];
}
