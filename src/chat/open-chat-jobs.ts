import type { Database } from '../database/database.ts';
import type { FileService } from '../files/file-service.ts';
import type { HandlersOf } from '../jobs/job-kind.ts';
import type { OpenedVoice } from './open-voice.ts';
import { createReplyHandler } from './replies/reply-handler.ts';
import type { ReplySurroundings } from './replies/reply-surroundings.ts';
import { createBranchSummaryStore } from './summary/branch-summary-store.ts';
import { createConversationTextStore } from './summary/conversation-text-store.ts';
import { createSummarizeBranchHandler } from './summary/summarize-branch-handler.ts';
import { createSummarizeConversationHandler } from './summary/summarize-conversation-handler.ts';
import { createSpeechHandler } from './voice/speech-handler.ts';
import { createSpeechStore } from './voice/speech-store.ts';

type ChatKind = 'REPLY' | 'SPEECH' | 'SUMMARIZE_CONVERSATION' | 'SUMMARIZE_BRANCH';

/** The handlers of chat's kinds of jobs. */
export function openChatJobs(
  deps: {
    database: Database;
    files: FileService;
    voice: Pick<OpenedVoice, 'replyVoice' | 'ahead' | 'mannerOfUser'>;
  } & Omit<ReplySurroundings, 'pace' | 'announce' | 'voice'>,
): HandlersOf<ChatKind> {
  const { database, models, contexts, voice } = deps;
  const texts = createConversationTextStore(database);
  const summaries = createBranchSummaryStore(database);
  return {
    REPLY: createReplyHandler({ ...deps, voice: voice.replyVoice }),
    SPEECH: createSpeechHandler({ ...deps, ...voice, texts: createSpeechStore(database) }),
    SUMMARIZE_CONVERSATION: createSummarizeConversationHandler({ texts, models, contexts }),
    SUMMARIZE_BRANCH: createSummarizeBranchHandler({ summaries, models, contexts }),
  };
}
