interface MeteredCacheUse {
  readonly hitsInProcess: number;
  readonly hitsInRedis: number;
  readonly misses: number;
}

/** What metrics tell of the server's status; it is a part of `Status`, which metrics as a mechanism don't know. */
export interface MeteredStatus {
  readonly components: readonly {
    readonly name: string;
    readonly state: 'UP' | 'DEGRADED' | 'DOWN';
    readonly latencyMs: number;
  }[];
  readonly queues: readonly {
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly completed: number;
    readonly failed: number;
    readonly workers: number;
  }[];
  readonly cache: {
    readonly hits: number;
    readonly misses: number;
    readonly answers: MeteredCacheUse;
    readonly values: MeteredCacheUse;
  };
  readonly memory: {
    readonly items: number;
    readonly partitions: number;
    readonly bytes: number;
    readonly usedBytes: number;
  };
  readonly process: { readonly openSubscriptions: number };
}
