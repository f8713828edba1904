import type { ReplyLog } from '../replies/log/reply-log.ts';
import type { Message } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { type ReplyRun, wordsOf } from './reply-run.ts';
import { readStoredRuns } from './stored-runs.ts';

/** What was said in conversations. Somebody else's message is as if it weren't there. */
export interface MessageService
  extends Pick<MessageStore, 'byIds' | 'newestOf' | 'pagesOf' | 'countsOf' | 'siblingIdsOf' | 'jobsOf'> {
  /** A message's text; while a reply is written, what of it is in the log so far. */
  contentOf(message: Message): Promise<string>;
  /** What the model thought to itself, as far as `contentOf` goes; null when it told nothing of that. */
  reasoningOf(message: Message): Promise<string | null>;
}

export function createMessageService({ store, log }: { store: MessageStore; log: ReplyLog }): MessageService {
  async function writtenOf(message: Message): Promise<readonly ReplyRun[]> {
    const isWritten = message.state === 'STREAMING';
    // When the log can't be read, nothing is shown of the reply yet; its row has the whole of it at the end.
    const logged = isWritten ? await log.read(message.id).catch(() => undefined) : undefined;
    return logged?.runs ?? readStoredRuns(message);
  }
  return {
    byIds: store.byIds,
    newestOf: store.newestOf,
    pagesOf: store.pagesOf,
    countsOf: store.countsOf,
    siblingIdsOf: store.siblingIdsOf,
    jobsOf: store.jobsOf,
    contentOf: async (message) => wordsOf(await writtenOf(message), 'text'),
    reasoningOf: async (message) => wordsOf(await writtenOf(message), 'reasoning') || null,
  };
}
