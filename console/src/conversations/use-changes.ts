import { useEffect, useRef } from 'react';
import { goTo } from '../app/route.ts';
import {
  ArchiveConversationDocument,
  type ListedConversationFragment,
  RenameConversationDocument,
} from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import { type ListedConversation, listedConversation } from './listed-conversation.ts';
import { useConversationData } from './use-conversation-list.ts';

export interface Changes {
  /** @throws {ApiError} */
  rename(id: string, title: string): Promise<void>;
  /** Puts a conversation away, or brings it back. */
  archive(conversation: ListedConversation): Promise<void>;
  /** Deletes a conversation, which for a while can be taken back. */
  remove(conversation: ListedConversation): void;
}

/** What can be changed of the conversations in the list. @param openId the one on the page, which is left when it goes */
export function useChanges(openId: string | undefined): Changes {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const { list, deletions } = useConversationData();
  const open = useRef(openId);
  useEffect(() => {
    open.current = openId;
  }, [openId]);

  useEffect(
    () =>
      list.onGone((id) => {
        if (open.current !== id) return;
        toasts.show({ text: strings.conversations.gone });
        goTo('chat', undefined, { replace: true });
      }),
    [list, toasts, strings],
  );

  const take = (answer: ListedConversationFragment) =>
    list.change({ kind: 'CHANGED', id: answer.id, conversation: listedConversation(answer) });

  return {
    async rename(id, title) {
      take((await api.change(RenameConversationDocument, { id, title })).updateConversation);
    },
    async archive({ id, archived }) {
      try {
        take((await api.change(ArchiveConversationDocument, { id, archived: !archived })).updateConversation);
      } catch (cause) {
        toasts.failed(cause);
      }
    },
    remove({ id, title }) {
      const wasOpen = open.current === id;
      deletions.begin(id);
      if (wasOpen) goTo('chat', undefined, { replace: true });
      toasts.show({
        text: strings.conversations.deleted(title),
        action: {
          label: strings.undo,
          run() {
            deletions.takeBack(id);
            if (wasOpen) goTo('chat', id);
          },
        },
        onGone: () => void deletions.finish(id).catch(toasts.failed),
      });
    },
  };
}
