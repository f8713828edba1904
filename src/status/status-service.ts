import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache, CacheKey } from '../cache/cache.ts';
import type { CacheCounters } from '../cache/cache-counters.ts';
import { type Component, probeComponent, probedOnce } from './component-probe.ts';
import { watchProcess } from './process-usage.ts';
import type { ComponentStatus, HealthState, QueueStatus, RequestStatus, Status } from './status.ts';

/** How the server is, and what it stands on. */
export interface StatusService {
  /**
   * The status, at most a second old: any number of callers within that second cost one look. The count of ended jobs
   * may come from another process, and is then up to a second older.
   */
  current(): Promise<Status>;
  /** The status now, then every few seconds. */
  watch(signal: AbortSignal): AsyncIterable<Status>;
  /** Why it isn't ready to serve, a sentence for each reason; none when it is. */
  whyNotReady(): Promise<string[]>;
  close(): void;
}

/** Shorter than answers may be old, so that one is made anew before its second is over. */
const STATUS_TTL_MS = 500;
const PUSH_EVERY_MS = 3_000;

export function createStatusService(deps: {
  version: string;
  mode: Status['mode'];
  model: string;
  components: readonly Component[];
  cache: Cache;
  countQueue: () => Promise<QueueStatus>;
  memory: { stats(): Status['memory'] };
  answerStats: () => CacheCounters;
  openSubscriptions: () => number;
  requests: () => RequestStatus;
}): StatusService {
  const { version, mode, model, cache, countQueue, memory, openSubscriptions } = deps;
  const components = deps.components.map(probedOnce);
  const startedAt = new Date();
  const usage = watchProcess();

  const probe = (component: Component): Promise<ComponentStatus> => {
    const key: CacheKey<ComponentStatus> = `status.component.${component.name}`;
    return cache.getOrLoad(key, component.ttlMs, () => probeComponent(component));
  };

  async function look(): Promise<Status> {
    const lookedAt = performance.now();
    const [found, queues] = await Promise.all([
      Promise.all(components.map(probe)),
      // A queue that can't be counted is left out; its component says what is wrong with it.
      countQueue().then(
        (counted) => [counted],
        () => [],
      ),
    ]);
    return {
      state: worst(found),
      lookedAt,
      version,
      mode,
      startedAt,
      uptimeSeconds: process.uptime(),
      model,
      components: found,
      queues,
      requests: deps.requests(),
      cache: cacheStatus(cache.stats(), deps.answerStats()),
      memory: memory.stats(),
      process: { ...usage.look(), openSubscriptions: openSubscriptions() },
    };
  }

  const key: CacheKey<Status> = 'status';
  const current = () => cache.getOrLoad(key, STATUS_TTL_MS, look);

  return {
    current,
    async *watch(signal) {
      while (!signal.aborted) {
        yield await current();
        await sleep(PUSH_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    async whyNotReady() {
      const found = await Promise.all(components.filter(({ needed }) => needed).map(probe));
      return found.filter(({ state }) => state !== 'UP').map(({ name, detail }) => `${name}: ${detail}`);
    },
    close: () => usage.close(),
  };
}

function cacheStatus(values: CacheCounters, answers: CacheCounters): Status['cache'] {
  const hitsInProcess = values.hitsInProcess + answers.hitsInProcess;
  const hitsInRedis = values.hitsInRedis + answers.hitsInRedis;
  const hits = hitsInProcess + hitsInRedis;
  const misses = values.misses + answers.misses;
  const hitRatio = hits + misses === 0 ? 0 : hits / (hits + misses);
  const entries = values.entries + answers.entries;
  // The counters of answers go on counting.
  return { hits, hitsInProcess, hitsInRedis, misses, hitRatio, entries, values, answers: { ...answers } };
}

function worst(components: readonly ComponentStatus[]): HealthState {
  if (components.some(({ state }) => state === 'DOWN')) return 'DOWN';
  return components.some(({ state }) => state === 'DEGRADED') ? 'DEGRADED' : 'UP';
}
