import { useEffect, useRef, useSyncExternalStore } from 'react';
import { goTo } from '../app/route.ts';
import { useSession } from '../session/session.ts';
import { Thread, type ThreadView } from './thread.ts';

/** The conversation of an address, and what of it is shown. @param id undefined: one that hasn't begun */
export function useThread(id: string | undefined): readonly [Thread, ThreadView] {
  const { api, viewer } = useSession();
  const kept = useRef<{ readonly thread: Thread; readonly openedAs: string | undefined; id: string | undefined }>(
    undefined,
  );
  // One that has begun on this page stays when its address becomes that of the conversation.
  if (!kept.current || kept.current.id !== id || kept.current.thread.api !== api) {
    const onBegun = (begun: string) => {
      if (kept.current?.thread !== thread) return;
      kept.current.id = begun;
      goTo('chat', begun, { replace: true });
    };
    const thread = new Thread({ api, userId: viewer.id, id, onBegun });
    kept.current = { thread, openedAs: id, id };
  }
  const { thread, openedAs } = kept.current;
  useEffect(() => thread.open(openedAs), [thread, openedAs]);
  return [thread, useSyncExternalStore(thread.subscribe, thread.view)];
}
