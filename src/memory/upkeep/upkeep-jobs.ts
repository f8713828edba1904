import { z } from 'zod';
import type { JobKindDefinition } from '../../jobs/job-kind.ts';
import type { MemoryService } from '../memory-service.ts';
import type { MemoryDifference } from './memory-check.ts';

/** Begun so often at most, counting processes that died. */
export const UPKEEP_ATTEMPTS = 3;
const TIME_LIMIT_MS = 60 * 60_000;

/** A difference as the owner of the job sees it. */
type ShownDifference = Omit<MemoryDifference, 'memoryId'> & { readonly id: string };

/** Makes the index of the process that runs it again. An attempt that died left one that nobody reads, and begins anew. */
export function createRebuildJob(memory: Pick<MemoryService, 'rebuild'>): JobKindDefinition<object> {
  return {
    kind: 'REBUILD_MEMORY',
    input: z.object({}),
    attempts: UPKEEP_ATTEMPTS,
    timeLimitMs: TIME_LIMIT_MS,
    async handle(_, { signal, progress }) {
      await memory.rebuild({ signal, onProgress: (share, step) => progress(share * 100, step) });
      return { rebuilt: true };
    },
  };
}

/** Compares its owner's memories in the record with the index of the process that runs it, and changes nothing. */
export function createCheckJob(deps: {
  memory: Pick<MemoryService, 'check'>;
  globalId(memoryId: string): string;
}): JobKindDefinition<object> {
  return {
    kind: 'CHECK_MEMORY',
    input: z.object({}),
    attempts: UPKEEP_ATTEMPTS,
    timeLimitMs: TIME_LIMIT_MS,
    async handle(_, { job: { ownerId }, signal, progress }) {
      const onProgress = (share: number, step: string) => progress(share * 100, step);
      const { checked, different, differences } = await deps.memory.check({ ownerId, signal, onProgress });
      const shown = differences.map(
        ({ memoryId, ...rest }): ShownDifference => ({ id: deps.globalId(memoryId), ...rest }),
      );
      return { checked, different, differences: shown };
    },
  };
}
