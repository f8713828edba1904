import { useEffect, useState } from 'react';
import { useToasts } from '../parts/toasts.tsx';
import type { Thread, ThreadView } from './thread.ts';

/**
 * Shows the message that a conversation is opened at: the branch with it, which is read as far as need be.
 *
 * @returns its id, once it is there
 */
export function useShownMessage(thread: Thread, view: ThreadView, at: string | undefined): string | undefined {
  const toasts = useToasts();
  const [shown, setShown] = useState<{ readonly thread: Thread; readonly id: string }>();
  const isRead = view.branch !== undefined;
  useEffect(() => {
    if (at === undefined || !isRead) return;
    let isWanted = true;
    thread
      .choose(at)
      .then(() => isWanted && setShown({ thread, id: at }))
      .catch(toasts.failed);
    return () => {
      isWanted = false;
    };
  }, [thread, at, isRead, toasts]);
  return shown?.thread === thread && shown.id === at ? at : undefined;
}
