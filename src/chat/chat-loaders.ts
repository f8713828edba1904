import DataLoader from 'dataloader';
import type { Page, PageRequest } from '../database/page.ts';
import type { ConversationService } from './conversations/conversation-service.ts';
import type { Message } from './messages/message.ts';
import type { MessageService } from './messages/message-service.ts';

/** What the types of chat refer to, each batch one query. Null for what isn't the owner's. */
export function createChatLoaders(
  { conversations, messages }: { conversations: ConversationService; messages: MessageService },
  ownerId: string,
  options: { cache: boolean },
) {
  // A loader for each page that the operation asks for. The document names the pages, so there are few.
  const pages = new Map<string, DataLoader<string, Page<Message>>>();
  const orNull = <T>(values: readonly (T | undefined)[]) => values.map((value) => value ?? null);
  return {
    conversationById: new DataLoader(
      async (ids: readonly string[]) => orNull(await conversations.byIds(ownerId, ids)),
      options,
    ),
    messageById: new DataLoader(async (ids: readonly string[]) => orNull(await messages.byIds(ownerId, ids)), options),
    lastMessageByConversation: new DataLoader(
      async (ids: readonly string[]) => orNull(await messages.newestOf(ownerId, ids)),
      options,
    ),
    messagesByConversation(page: PageRequest): DataLoader<string, Page<Message>> {
      const name = [page.from, page.limit, page.after, page.before].join(' ');
      const loader =
        pages.get(name) ??
        new DataLoader((ids: readonly string[]) => messages.pagesOf(ownerId, ids, page), { ...options, cache: false });
      pages.set(name, loader);
      return loader;
    },
    messageCountByConversation: new DataLoader((ids: readonly string[]) => messages.countsOf(ownerId, ids), options),
    siblingIdsByMessage: new DataLoader((asked: readonly Message[]) => messages.siblingIdsOf(ownerId, asked), {
      ...options,
      cacheKeyFn: ({ id }: Message) => id,
    }),
    jobByMessage: new DataLoader(
      async (ids: readonly string[]) => orNull(await messages.jobsOf(ownerId, ids)),
      options,
    ),
  };
}
