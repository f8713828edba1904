import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import { type RunnableKind, runnable } from '../jobs/job-kind.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { PlanDrawing } from '../memory/facts/plan-extraction.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { ModelContexts } from '../models/contexts/model-contexts.ts';
import type { Models } from '../models/models.ts';
import { type ConversationService, createConversationService } from './conversations/conversation-service.ts';
import { createConversationStore } from './conversations/conversation-store.ts';
import { createMessageService, type MessageService } from './messages/message-service.ts';
import { createMessageStore } from './messages/message-store.ts';
import type { ReplyLog } from './replies/log/reply-log.ts';
import { createReplyJob } from './replies/reply-job.ts';
import { createReplyService, type ReplyService } from './replies/reply-service.ts';
import { createBranchSummaryStore } from './summary/branch-summary-store.ts';
import { createSummarizeBranchJob } from './summary/summarize-branch-job.ts';
import { createSummarizeJob } from './summary/summarize-job.ts';
import { createTurnService, type TurnService } from './turns/turn-service.ts';
import { createTurnStore } from './turns/turn-store.ts';

/** The services of chat. */
export interface ChatServices {
  readonly conversations: ConversationService;
  readonly messages: MessageService;
  readonly turns: TurnService;
  readonly replies: ReplyService;
}

/**
 * Chat while it is being opened: its kinds of job are there first, since the jobs that its services start need them.
 */
export interface Chat {
  /** What chat has done in the background. */
  readonly kinds: readonly RunnableKind[];
  /** The services, which start jobs of these kinds. */
  services(jobs: JobService): ChatServices;
}

/** Opens chat. Nothing of it has to be closed. */
export function openChat(deps: {
  database: Database;
  models: Models;
  contexts: ModelContexts;
  memory: MemoryService;
  log: ReplyLog;
  events: EventBus;
  planDrawing: PlanDrawing;
}): Chat {
  const { database, models, contexts, memory, log, events } = deps;
  const summaries = createBranchSummaryStore(database);
  const summarizeJob = createSummarizeJob({ database, models, contexts });
  const kinds = [
    runnable(createReplyJob(deps)),
    runnable(summarizeJob),
    runnable(createSummarizeBranchJob({ summaries, models, contexts })),
  ];
  const messages = createMessageStore(database);
  return {
    kinds,
    services: (jobs) => ({
      conversations: createConversationService({
        conversations: createConversationStore(database),
        messages,
        jobs,
        memory,
        log,
        events,
        summarizeJob,
      }),
      messages: createMessageService({ store: messages, log }),
      turns: createTurnService({ turns: createTurnStore(database), messages, jobs, models, events }),
      replies: createReplyService({ messages, jobs, log, events }),
    }),
  };
}
