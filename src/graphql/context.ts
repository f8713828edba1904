import type { createAccountLoaders } from '../accounts/account-loaders.ts';
import type { AccountService } from '../accounts/account-service.ts';
import type { AuditService } from '../accounts/audit/audit-service.ts';
import type { UserDeletionService } from '../accounts/deletion/user-deletion-service.ts';
import type { createApiKeyLoaders } from '../accounts/keys/api-key-loaders.ts';
import type { ApiKeyService } from '../accounts/keys/api-key-service.ts';
import type { createUserLoaders } from '../accounts/users/user-loaders.ts';
import type { UserService } from '../accounts/users/user-service.ts';
import type { Caller } from '../accounts/viewer.ts';
import type { createChatLoaders } from '../chat/chat-loaders.ts';
import type { ChatServices } from '../chat/open-chat.ts';
import type { createDocumentLoaders } from '../documents/document-loaders.ts';
import type { DocumentService } from '../documents/document-service.ts';
import type { ExportService } from '../exporting/export-service.ts';
import type { FileService } from '../files/file-service.ts';
import type { ImportService } from '../importing/import-service.ts';
import type { UserJobService } from '../jobs/admin/user-job-service.ts';
import type { Job } from '../jobs/job.ts';
import type { createJobLoaders } from '../jobs/job-loaders.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { createMemoryLoaders } from '../memory/memory-loaders.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { MemoryUpkeep } from '../memory/upkeep/memory-upkeep.ts';
import type { OfferedModels } from '../models/offered-models.ts';
import type { Rates } from '../rates/rates.ts';
import type { StatusService } from '../status/status-service.ts';
import type { Schedules } from '../time/schedules.ts';
import type { StorageService } from '../usage/storage-service.ts';
import type { createUsageLoaders } from '../usage/usage-loaders.ts';
import type { UsageService } from '../usage/usage-service.ts';

/** The features that resolvers call. */
export interface Services extends ChatServices {
  readonly accounts: AccountService;
  readonly apiKeys: ApiKeyService;
  readonly audit: AuditService;
  readonly deletion: UserDeletionService;
  /** Archives of everything that a user has. */
  readonly exports: ExportService;
  /** Archives of conversations from elsewhere. */
  readonly imports: ImportService;
  /** Bytes that belong to users: audio, documents, attachments, archives. */
  readonly files: FileService;
  readonly documents: DocumentService;
  readonly jobs: JobService;
  /** The result of a job as its owner sees it: of some kinds it is more than what is stored. */
  readonly showResult: (job: Job) => unknown;
  readonly memory: MemoryService;
  readonly memoryUpkeep: MemoryUpkeep;
  /** The models that users may choose. */
  readonly offeredModels: OfferedModels;
  /** What each user may ask for in a minute. */
  readonly rates: Rates;
  /** What this process repeats for the upkeep of what it has. */
  readonly schedules: Schedules;
  readonly status: StatusService;
  /** What each user may store. */
  readonly storage: StorageService;
  /** What asking models took. */
  readonly usage: UsageService;
  /** The jobs of all users, for administrators. */
  readonly userJobs: UserJobService;
  /** All users, for administrators. */
  readonly users: UserService;
}

/** What gathers the single reads of an operation's resolvers into reads of many rows. */
export type Loaders = ReturnType<typeof createAccountLoaders> &
  ReturnType<typeof createApiKeyLoaders> &
  ReturnType<typeof createChatLoaders> &
  ReturnType<typeof createDocumentLoaders> &
  ReturnType<typeof createJobLoaders> &
  ReturnType<typeof createMemoryLoaders> &
  ReturnType<typeof createUsageLoaders> &
  ReturnType<typeof createUserLoaders>;

/** What the resolvers of one operation are given. */
export interface Context extends Services {
  readonly viewer: Caller;
  /** In the log lines, in `x-request-id`, and in the message of a masked error. */
  readonly requestId: string;
  /** Aborts when the operation has ended, however it ends, or its client has gone: subscriptions stop waiting then. */
  readonly signal: AbortSignal;
  readonly loaders: Loaders;
}
