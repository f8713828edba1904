import type { Database } from '../database/database.ts';
import type { FileService } from '../files/file-service.ts';
import type { HandlersOf } from '../jobs/job-kind.ts';
import { createReplyHandler } from './replies/reply-handler.ts';
import type { ReplySurroundings } from './replies/reply-surroundings.ts';
import { createBranchSummaryStore } from './summary/branch-summary-store.ts';
import { createConversationTextStore } from './summary/conversation-text-store.ts';
import { createSummarizeBranchHandler } from './summary/summarize-branch-handler.ts';
import { createSummarizeConversationHandler } from './summary/summarize-conversation-handler.ts';
import { createSpeechHandler } from './voice/speech-handler.ts';
import { createSpeechStore } from './voice/speech-store.ts';
import type { SpokenAhead } from './voice/spoken-ahead.ts';

type ChatKind = 'REPLY' | 'SPEECH' | 'SUMMARIZE_CONVERSATION' | 'SUMMARIZE_BRANCH';

/** The handlers of chat's kinds of jobs. */
export function openChatJobs(
  deps: { database: Database; files: FileService; ahead: SpokenAhead } & Omit<ReplySurroundings, 'pace' | 'announce'>,
): HandlersOf<ChatKind> {
  const { database, models, contexts } = deps;
  const texts = createConversationTextStore(database);
  const summaries = createBranchSummaryStore(database);
  return {
    REPLY: createReplyHandler(deps),
    SPEECH: createSpeechHandler({ ...deps, texts: createSpeechStore(database) }),
    SUMMARIZE_CONVERSATION: createSummarizeConversationHandler({ texts, models, contexts }),
    SUMMARIZE_BRANCH: createSummarizeBranchHandler({ summaries, models, contexts }),
  };
}
