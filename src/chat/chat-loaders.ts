import DataLoader from 'dataloader';
import type { Viewer } from '../accounts/viewer.ts';
import type { ChatService } from './chat-service.ts';

/** What chat's types refer to, each batch one query. Null for what isn't the viewer's. */
export function createChatLoaders(chat: ChatService, viewer: Viewer, options: { cache: boolean }) {
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
    messageCountByConversation: new DataLoader((ids: readonly string[]) => chat.countMessages(viewer, ids), options),
    jobByMessage: new DataLoader(
      async (ids: readonly string[]) => orNull(await chat.jobsByMessages(viewer, ids)),
      options,
    ),
  };
}
