import { encodeGlobalId } from '../../global-id.ts';
import type { JobHandler } from '../../jobs/job-kind.ts';
import type { MemoryService } from '../memory-service.ts';
import { checkMemoryTask } from './check-memory-task.ts';
import type { MemoryDifference } from './memory-check.ts';

/** A difference as the owner of the job sees it. */
type ShownDifference = Omit<MemoryDifference, 'memoryId'> & { readonly id: string };

/** Compares its owner's memories in the database with the index of the process that runs it, and changes nothing. */
export function createCheckMemoryHandler({
  memory,
}: {
  memory: Pick<MemoryService, 'check'>;
}): JobHandler<object, 'CHECK_MEMORY'> {
  return {
    task: checkMemoryTask,
    start: ({ ownerId }) => ({
      async run(_, { signal, progress }) {
        const onProgress = (share: number, step: string) => progress(share * 100, step);
        const { checked, different, differences } = await memory.check({ ownerId, signal, onProgress });
        return { checked, different, differences: differences.map(shown) };
      },
    }),
  };
}

function shown({ memoryId, ...rest }: MemoryDifference): ShownDifference {
  return { id: encodeGlobalId('Memory', memoryId), ...rest };
}
