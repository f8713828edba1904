import { useEffect, useRef } from 'react';
import { useStrings } from '../language/language.tsx';
import { Problem } from '../parts/problem.tsx';
import './chat.css';
import { Announcer } from './announcer.tsx';
import { ChatHead } from './chat-head.tsx';
import { Composer, type ComposerHandle } from './composer.tsx';
import { isOpen } from './message-tree.ts';
import { ThreadContext } from './thread-context.ts';
import { ThreadList } from './thread-list.tsx';
import { useMarkRead } from './use-mark-read.ts';
import { useShownMessage } from './use-shown-message.ts';
import { useThread } from './use-thread.ts';

export interface ChatPageProps {
  readonly conversationId: string | undefined;
  /** The message that it is opened at; undefined: at its end. */
  readonly at: string | undefined;
}

/** A conversation: what was said, what is being written, and where to write. */
export function ChatPage({ conversationId, at }: ChatPageProps) {
  const strings = useStrings();
  const [thread, view] = useThread(conversationId);
  const shown = useShownMessage(thread, view, at);
  useMarkRead(view);
  const composer = useRef<ComposerHandle>(null);
  const { conversation, branch, unsent, error } = view;
  const title = conversation?.title ?? strings.conversations.new;
  useEffect(() => {
    document.title = `${title} · LEX`;
  }, [title]);

  if (error && (!branch || error.code === 'NOT_FOUND')) {
    return (
      <main className="gate">
        {error.code === 'NOT_FOUND' ? <p>{strings.conversations.gone}</p> : <Problem error={error} />}
      </main>
    );
  }
  const isEmpty = branch?.length === 0 && unsent.length === 0;
  // Of several, the others wait for the first.
  const running = branch?.find(isOpen);
  return (
    <ThreadContext value={thread}>
      {/* Another conversation begins at its own end, with its own draft. */}
      <main className="chat" key={thread.key}>
        <ChatHead title={title} conversation={conversation} />
        {isEmpty ? (
          <div className="welcome">
            <h2>{strings.chat.welcome}</h2>
            <p>{strings.chat.explained}</p>
          </div>
        ) : (
          <ThreadList view={view} shown={shown} onTakenBack={(message) => composer.current?.take(message)} />
        )}
        <Announcer branch={branch} />
        <Composer ref={composer} running={running} />
      </main>
    </ThreadContext>
  );
}
