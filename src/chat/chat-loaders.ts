import DataLoader from 'dataloader';
import type { Viewer } from '../accounts/viewer.ts';
import type { Page, PageRequest } from '../database/page.ts';
import type { ChatService } from './conversations/conversation-service.ts';
import type { Message } from './messages/message.ts';

/** What chat's types refer to, each batch one query. Null for what isn't the viewer's. */
export function createChatLoaders(chat: ChatService, viewer: Viewer, options: { cache: boolean }) {
  // One for each page that the operation asks for: the arguments are the document's, so there are few.
  const pages = new Map<string, DataLoader<string, Page<Message>>>();
  const orNull = <T>(values: readonly (T | undefined)[]) => values.map((value) => value ?? null);
  return {
    conversationById: new DataLoader(
      async (ids: readonly string[]) => orNull(await chat.conversationsByIds(viewer, ids)),
      options,
    ),
    messageById: new DataLoader(
      async (ids: readonly string[]) => orNull(await chat.messagesByIds(viewer, ids)),
      options,
    ),
    lastMessageByConversation: new DataLoader(
      async (ids: readonly string[]) => orNull(await chat.lastMessages(viewer, ids)),
      options,
    ),
    messagesByConversation(page: PageRequest): DataLoader<string, Page<Message>> {
      const name = [page.from, page.limit, page.after, page.before].join(' ');
      const loader =
        pages.get(name) ??
        new DataLoader((ids: readonly string[]) => chat.listMessages(viewer, ids, page), { ...options, cache: false });
      pages.set(name, loader);
      return loader;
    },
    messageCountByConversation: new DataLoader((ids: readonly string[]) => chat.countMessages(viewer, ids), options),
    jobByMessage: new DataLoader(
      async (ids: readonly string[]) => orNull(await chat.jobsByMessages(viewer, ids)),
      options,
    ),
  };
}
