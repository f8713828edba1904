import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Database } from '../database/database.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { Models } from '../models/models.ts';
import type { BudgetService } from '../usage/budget-service.ts';
import type { AttachmentService } from './attachments/attachment-service.ts';
import { type ConversationService, createConversationService } from './conversations/conversation-service.ts';
import { createConversationStore } from './conversations/conversation-store.ts';
import { createConversationVersionStore } from './conversations/watching/conversation-version-store.ts';
import { createMessageService, type MessageService } from './messages/message-service.ts';
import { createMessageStore } from './messages/message-store.ts';
import type { ReplyLog } from './replies/log/reply-log.ts';
import { NewReplies } from './replies/new-replies.ts';
import { createReplyService, type ReplyService } from './replies/reply-service.ts';
import { createSearchService, type SearchService } from './search/search-service.ts';
import { createSearchStore } from './search/search-store.ts';
import type { Wording } from './search/words/wording.ts';
import { createTurnService, type TurnService } from './turns/turn-service.ts';
import { createTurnStore } from './turns/turn-store.ts';
import type { VoiceService } from './voice/voice-service.ts';

/** The services of chat. */
export interface ChatServices {
  readonly attachments: AttachmentService;
  readonly voice: VoiceService;
  readonly conversations: ConversationService;
  readonly messages: MessageService;
  readonly search: SearchService;
  readonly turns: TurnService;
  readonly replies: ReplyService;
}

/** Opens chat. Nothing of it has to be closed. */
export function openChat(deps: {
  database: Database;
  attachments: AttachmentService;
  jobs: JobService;
  memory: MemoryService;
  models: Models;
  budgets: BudgetService;
  log: ReplyLog;
  events: EventBus;
  journal: ChangeJournal;
  voice: VoiceService;
  wording: Wording;
}): ChatServices {
  const { database, attachments, jobs, log, events, voice, wording } = deps;
  const messages = createMessageStore(database);
  const conversations = createConversationStore(database);
  const searches = createSearchStore(database);
  const versions = createConversationVersionStore(database);
  const turns = createTurnStore(database, wording);
  const newReplies = new NewReplies();
  return {
    attachments,
    voice,
    conversations: createConversationService({ ...deps, conversations, versions, messages, searches }),
    messages: createMessageService({ store: messages, log }),
    search: createSearchService({ store: searches, messages, conversations, wording }),
    turns: createTurnService({ ...deps, turns, conversations, messages, newReplies }),
    replies: createReplyService({ messages, newReplies, jobs, log, events, voice }),
  };
}
