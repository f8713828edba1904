import type { AccountService } from '../accounts/account-service.ts';
import type { Viewer } from '../accounts/viewer.ts';
import type { ChatServices } from '../chat/open-chat.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { MemoryUpkeep } from '../memory/upkeep/memory-upkeep.ts';
import type { StatusService } from '../status/status-service.ts';
import type { Loaders } from '../api/loaders.ts';

/** The features that resolvers call. */
export interface Services extends ChatServices {
  readonly accounts: AccountService;
  readonly jobs: JobService;
  readonly memory: MemoryService;
  readonly memoryUpkeep: MemoryUpkeep;
  readonly status: StatusService;
}

/** What each operation has at hand. */
export interface Context extends Services {
  readonly viewer: Viewer;
  /** In the log lines, in `x-request-id`, and in the message of a masked error. */
  readonly requestId: string;
  readonly loaders: Loaders;
}
