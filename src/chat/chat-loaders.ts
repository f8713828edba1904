import DataLoader from 'dataloader';
import type { Page, PageRequest } from '../database/page.ts';
import { countBatches, type LoaderOptions } from '../metrics/count-batches.ts';
import type { AttachmentService } from './attachments/attachment-service.ts';
import type { ConversationService } from './conversations/conversation-service.ts';
import type { Message } from './messages/message.ts';
import type { MessageService } from './messages/message-service.ts';
import type { SearchService } from './search/search-service.ts';
import type { VoiceService } from './voice/voice-service.ts';

/** What the types of chat refer to, each batch one query. Null for what isn't the owner's. */
export function createChatLoaders(
  {
    attachments,
    conversations,
    messages,
    search,
    voice,
  }: {
    attachments: AttachmentService;
    conversations: ConversationService;
    messages: MessageService;
    search: SearchService;
    voice: VoiceService;
  },
  ownerId: string,
  options: LoaderOptions,
) {
  // A loader for each page that the operation asks for. The document names the pages, so there are few.
  const pages = new Map<string, DataLoader<string, Page<Message>>>();
  const orNull = <T>(values: readonly (T | undefined)[]) => values.map((value) => value ?? null);
  const counted = <V>(name: string, read: (ids: readonly string[]) => Promise<V>) => countBatches(name, options, read);
  return {
    conversationById: new DataLoader(
      counted('conversationById', async (ids) => orNull(await conversations.byIds(ownerId, ids))),
      options,
    ),
    messageById: new DataLoader(
      counted('messageById', async (ids) => orNull(await messages.byIds(ownerId, ids))),
      options,
    ),
    lastMessageByConversation: new DataLoader(
      counted('lastMessageByConversation', async (ids) => orNull(await messages.newestOf(ownerId, ids))),
      options,
    ),
    messagesByConversation(page: PageRequest): DataLoader<string, Page<Message>> {
      const name = [page.from, page.limit, page.after, page.before].join(' ');
      const loader =
        pages.get(name) ??
        new DataLoader(
          counted('messagesByConversation', (ids) => messages.pagesOf(ownerId, ids, page)),
          { ...options, cache: false },
        );
      pages.set(name, loader);
      return loader;
    },
    messageCountByConversation: new DataLoader(
      counted('messageCountByConversation', (ids) => messages.countsOf(ownerId, ids)),
      options,
    ),
    siblingIdsByMessage: new DataLoader(
      countBatches('siblingIdsByMessage', options, (asked: readonly Message[]) =>
        messages.siblingIdsOf(ownerId, asked),
      ),
      { ...options, cacheKeyFn: ({ id }: Message) => id },
    ),
    onNewestBranchByMessage: new DataLoader(
      countBatches('onNewestBranchByMessage', options, (asked: readonly Message[]) =>
        search.onNewestBranch(ownerId, asked),
      ),
      { ...options, cacheKeyFn: ({ id }: Message) => id },
    ),
    attachmentById: new DataLoader(
      counted('attachmentById', async (ids) => orNull(await attachments.byIds(ownerId, ids))),
      options,
    ),
    attachmentsByMessage: new DataLoader(
      counted('attachmentsByMessage', (ids) => attachments.ofMessages(ownerId, ids)),
      options,
    ),
    audioUrlByMessage: new DataLoader(
      counted('audioUrlByMessage', async (ids) => orNull(await voice.audioUrls(ids))),
      options,
    ),
    jobByMessage: new DataLoader(
      counted('jobByMessage', async (ids) => orNull(await messages.jobsOf(ownerId, ids))),
      options,
    ),
  };
}
