import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Cache, CacheKey, SharedKind } from '../cache/cache.ts';
import type { Database } from '../database/database.ts';
import type { TaskQueue } from '../queue/task-queue.ts';
import { within } from '../time/within.ts';
import { askOnce } from './ask-once.ts';
import { type Component, PROBE_TIMEOUT_MS, probeComponent } from './component-probe.ts';
import type { ComponentStatus, HealthState, QueueStatus, Status } from './status.ts';

/** How the server and what it stands on are. */
export interface StatusService {
  /**
   * As it was within the last second: any number of callers cost one look. How many jobs have ended may be known from
   * another process, and is then up to a second older.
   */
  current(): Promise<Status>;
  /** The status now, then every few seconds. */
  watch(signal: AbortSignal): AsyncIterable<Status>;
  /** Why it isn't ready to serve, a sentence each; none when it is. */
  whyNotReady(): Promise<string[]>;
  close(): void;
}

const STATUS_TTL_MS = 1_000;
const PUSH_EVERY_MS = 3_000;

/** Jobs that have ended, which the record alone counts: one process asks it for all. */
interface EndedJobs {
  readonly completed: number;
  readonly failed: number;
}
const ENDED_JOBS_KEY: CacheKey<EndedJobs> = 'status.jobs.ended';
const ENDED_JOBS: SharedKind<EndedJobs> = {
  ttlMs: STATUS_TTL_MS,
  schema: z.object({ completed: z.int().nonnegative(), failed: z.int().nonnegative() }),
};

export function createStatusService(deps: {
  version: string;
  mode: Status['mode'];
  model: string;
  components: readonly Component[];
  cache: Cache;
  database: Database;
  queue: TaskQueue;
  /** Processes that take from the queue. */
  workers: () => Promise<number>;
  memory: { stats(): Status['memory'] };
  openSubscriptions: () => number;
}): StatusService {
  const { cache, database, queue } = deps;
  const components = deps.components.map(askedOnce);
  const startedAt = new Date();
  const loopDelay = monitorEventLoopDelay({ resolution: 10 });
  loopDelay.enable();

  const probe = (component: Component): Promise<ComponentStatus> => {
    const key: CacheKey<ComponentStatus> = `status.component.${component.name}`;
    return cache.getOrLoad(key, component.ttlMs, () => probeComponent(component));
  };

  async function countEndedJobs(): Promise<EndedJobs> {
    const ended = await database.prisma.job.groupBy({
      by: ['state'],
      where: { state: { in: ['COMPLETED', 'FAILED'] } },
      _count: true,
    });
    const count = (state: string) => ended.find((each) => each.state === state)?._count ?? 0;
    return { completed: count('COMPLETED'), failed: count('FAILED') };
  }

  const countQueue = askOnce(() => queue.counts());
  const countWorkers = askOnce(deps.workers);

  async function jobsQueue(): Promise<QueueStatus> {
    const counted = Promise.all([
      cache.getOrLoadShared(ENDED_JOBS_KEY, ENDED_JOBS, countEndedJobs),
      countQueue(),
      countWorkers(),
    ]);
    const [{ completed, failed }, counts, workers] = await within(PROBE_TIMEOUT_MS, counted);
    return { name: 'jobs', ...counts, completed, failed, workers };
  }

  async function look(): Promise<Status> {
    const [found, queues] = await Promise.all([
      Promise.all(components.map(probe)),
      // Its component says what is wrong when it can't be counted.
      jobsQueue().then(
        (counted) => [counted],
        () => [],
      ),
    ]);
    const { hits, misses, entries } = cache.stats();
    const usage = process.memoryUsage();
    return {
      state: worst(found),
      version: deps.version,
      mode: deps.mode,
      startedAt,
      uptimeSeconds: process.uptime(),
      model: deps.model,
      components: found,
      queues,
      cache: { hits, misses, hitRatio: hits + misses === 0 ? 0 : hits / (hits + misses), entries },
      memory: deps.memory.stats(),
      process: {
        rssBytes: usage.rss,
        heapUsedBytes: usage.heapUsed,
        eventLoopDelayMs: takeDelay(loopDelay),
        openSubscriptions: deps.openSubscriptions(),
      },
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
    close() {
      loopDelay.disable();
    },
  };
}

/** A probe that is begun is shared by those who come before its end, and by the signal of the first. */
function askedOnce(component: Component): Component {
  let signal: AbortSignal = new AbortController().signal;
  const ask = askOnce(() => component.probe(signal));
  return {
    ...component,
    probe(mine) {
      signal = mine;
      return ask();
    },
  };
}

function worst(components: readonly ComponentStatus[]): HealthState {
  if (components.some(({ state }) => state === 'DOWN')) return 'DOWN';
  return components.some(({ state }) => state === 'DEGRADED') ? 'DEGRADED' : 'UP';
}

/** The delay since the last call: an old stall shouldn't show for ever. */
function takeDelay(monitor: IntervalHistogram): number {
  const delayMs = monitor.percentile(99) / 1e6;
  monitor.reset();
  return delayMs;
}
