import { useEffect, useRef } from 'react';
import { MarkReadDocument } from '../generated/graphql.ts';
import { useApi } from '../session/session.ts';
import { isOpen } from './message-tree.ts';
import type { ThreadView } from './thread.ts';

/**
 * Marks a conversation as read, for all devices, once its last reply has ended and somebody may be looking: a tab in the
 * background reads nothing.
 */
export function useMarkRead({ conversation, branch }: Pick<ThreadView, 'conversation' | 'branch'>): void {
  const api = useApi();
  const marked = useRef<string>(undefined);
  const last = branch?.at(-1);
  const conversationId = conversation?.id;
  const messageId = last?.role === 'ASSISTANT' && !isOpen(last) ? last.id : undefined;
  const isUnread = conversation?.unread ?? false;
  // What ends while it is shown is new, whatever the conversation was when it was read.
  const wasWriting = useRef(false);
  const isWriting = isOpen(last);

  useEffect(() => {
    if (isWriting) wasWriting.current = true;
    if (conversationId === undefined || messageId === undefined || marked.current === messageId) return;
    if (!isUnread && !wasWriting.current) return;
    const mark = () => {
      if (document.visibilityState !== 'visible' || marked.current === messageId) return;
      marked.current = messageId;
      wasWriting.current = false;
      // Unmarked it is only shown as new once more.
      api.change(MarkReadDocument, { conversationId, messageId }).catch(() => undefined);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [api, conversationId, messageId, isUnread, isWriting]);
}
