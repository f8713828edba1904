export type HealthState = 'UP' | 'DEGRADED' | 'DOWN';

/** One component, as its last probe found it. */
export interface ComponentStatus {
  readonly name: string;
  readonly state: HealthState;
  /** Round trip of the last probe, in milliseconds. */
  readonly latencyMs: number;
  /** What is wrong, when something is. */
  readonly detail: string | undefined;
}

export interface QueueStatus {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly completed: number;
  readonly failed: number;
  /** Processes that take from it. */
  readonly workers: number;
}

/** What one part of the cache was asked for. */
export interface CacheUse {
  readonly hitsInProcess: number;
  readonly hitsInRedis: number;
  readonly misses: number;
}

/** The operations that this process answers, in numbers. Nobody's in particular. */
export interface RequestStatus {
  /** Answered without an error and with one, since the start. */
  readonly answered: number;
  readonly failed: number;
  /** Both, over the last seconds. */
  readonly perSecond: number;
  /** How long they took over the last seconds, in milliseconds; undefined when there were none. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** How the server is. */
export interface Status {
  /** DOWN when a component without which nothing works is, DEGRADED when another is. */
  readonly state: HealthState;
  /** When it was looked at, as `performance.now()` counts; answers aren't kept longer than a second after. */
  readonly lookedAt: number;
  readonly version: string;
  readonly mode: 'EMBEDDED' | 'SCALED';
  readonly startedAt: Date;
  readonly uptimeSeconds: number;
  readonly model: string;
  readonly components: readonly ComponentStatus[];
  readonly queues: readonly QueueStatus[];
  readonly requests: RequestStatus;
  readonly cache: {
    /** At both levels. */
    readonly hits: number;
    readonly hitsInProcess: number;
    readonly hitsInRedis: number;
    readonly misses: number;
    readonly hitRatio: number;
    readonly entries: number;
    /** The same of whole answers and of single values apart. */
    readonly answers: CacheUse;
    readonly values: CacheUse;
  };
  readonly memory: {
    readonly items: number;
    readonly partitions: number;
    readonly bytes: number;
    readonly usedBytes: number;
  };
  readonly process: {
    readonly rssBytes: number;
    readonly heapUsedBytes: number;
    /** The 99th percentile since the last status. */
    readonly eventLoopDelayMs: number;
    readonly openSubscriptions: number;
  };
}
