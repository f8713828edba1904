import { createContext, useContext } from 'react';
import type { Thread } from './thread.ts';

export const ThreadContext = createContext<Thread | undefined>(undefined);

/** The conversation that is open. @throws {Error} outside of its page */
export function useOpenThread(): Thread {
  const thread = useContext(ThreadContext);
  if (!thread) throw new Error('No conversation is open here.');
  return thread;
}
