import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Those that take longest, most of it spent waiting: they begin while there is other work to do meanwhile. */
const LONGEST = [
  'backup/commands',
  'kills/lost-lock',
  'cluster/redis-faults',
  'moving/moving',
  'kills/kill-nine',
  'database/server/postgres',
  'console/chat/embedded',
  'console/chat/scaled',
  'jobs/job-runner',
  'contracts/task-queue',
  'accounts/tokens',
  'console/chat/long-conversation',
  'console/every-page',
  'console/sign-in/with-key',
  'console/sign-in/with-provider',
  'console/chat/hostile-markdown',
  'attacks/slow-clients',
  'cluster/topology',
  'kills/memory-kill',
  'cluster/redis-cluster',
  'memory/vectors/embeddings',
  'backup/postgres-tools',
  'backup/under-load',
  'kills/stopping',
  'edge/execution/generated',
];

/** Runs the longest files first, then the others in vitest's own order, which knows only of earlier runs. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
