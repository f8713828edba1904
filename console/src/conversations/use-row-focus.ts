import { useCallback, useEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { ListedConversation } from './listed-conversation.ts';

/**
 * The focus in a list of which only some rows are on the page. A row that is to get it is drawn, wherever it is, and
 * gets it once it can be seen; the one that had it is drawn until then, or the focus would be lost with it.
 *
 * @param openId the conversation on the page: the tab key comes to it until another row was reached
 */
export function useRowFocus(rows: readonly ListedConversation[], openId: string | undefined) {
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const [reachedId, setReachedId] = useState<string>();
  const [leftId, setLeftId] = useState<string>();
  const waitingId = useRef<string>(undefined);

  const indexOf = (id: string | undefined) => (id === undefined ? -1 : rows.findIndex((each) => each.id === id));
  const reached = [reachedId, openId].map(indexOf).find((index) => index >= 0) ?? 0;
  const left = indexOf(leftId);

  const focusWaiting = useCallback(() => {
    const id = waitingId.current;
    if (id === undefined) return;
    const link = frame.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(id)}"]`);
    link?.focus({ preventScroll: true });
    if (link && document.activeElement === link) waitingId.current = undefined;
  }, []);
  useEffect(focusWaiting);

  const focus = (id: string) => {
    const index = indexOf(id);
    if (index < 0) return;
    waitingId.current = id;
    setLeftId(rows[reached]?.id);
    setReachedId(id);
    virtualizer.current?.scrollToIndex(index, { align: 'nearest' });
    focusWaiting();
  };
  return {
    frame,
    virtualizer,
    /** The place of the row that the tab key comes to. */
    reached,
    /** The places of the rows that are drawn wherever they are. */
    kept: left < 0 || left === reached ? [reached] : [reached, left],
    indexOf,
    /** Puts the focus on a row, wherever it is; nothing happens when it isn't listed. */
    focus,
    /** Gives the focus to the row that waits for it, if that can have it by now. */
    focusWaiting,
  };
}
