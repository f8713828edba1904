import { z } from 'zod';
import type { Cache, CacheKey, SharedKind } from '../cache/cache.ts';
import type { EndedJobs, EndedJobsStore } from './ended-jobs-store.ts';

const KEY: CacheKey<EndedJobs> = 'status.jobs.ended';

const KIND: SharedKind<EndedJobs> = {
  ttlMs: 1_000,
  schema: z.object({ completed: z.int().nonnegative(), failed: z.int().nonnegative() }),
};

/** The count of ended jobs, at most a second old. One process reads it from the database for all of them. */
export function createEndedJobs({ cache, store }: { cache: Cache; store: EndedJobsStore }): () => Promise<EndedJobs> {
  return () => cache.getOrLoadShared(KEY, KIND, () => store.count());
}
