import { type ReactNode, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { AssistantMessage } from './assistant-message.tsx';
import type { UnsentMessage } from './outbox.ts';
import type { ThreadView } from './thread.ts';
import { useOpenThread } from './thread-context.ts';
import { UnsentMessageView } from './unsent-message.tsx';
import { UserMessage } from './user-message.tsx';

/** How near to the end the reader has to be for the page to go along with it, in pixels. */
const AT_END_PX = 60;
/** How near to the beginning older messages are read, in pixels. */
const READ_OLDER_PX = 800;

export interface ThreadListProps {
  readonly view: ThreadView;
  /** The message that is to be seen first; undefined: the end. */
  readonly shown: string | undefined;
  /** Called with the text of a message that was taken back. */
  readonly onTakenBack: (message: UnsentMessage) => void;
}

/** The messages of the branch that is shown. Only those near to what is seen are in the page. */
export function ThreadList({ view, shown, onTakenBack }: ThreadListProps) {
  const strings = useStrings();
  const thread = useOpenThread();
  const toasts = useToasts();
  const { branch = [], unsent, hasOlder } = view;
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const sticks = useRef(true);
  const first = branch[0]?.id;
  const before = useRef(first);
  const isPrepended = before.current !== first && branch.some(({ id }) => id === before.current);
  useLayoutEffect(() => {
    before.current = first;
  }, [first]);

  const items: ReactNode[] = [
    ...branch.map((message) =>
      message.role === 'USER' ? (
        <UserMessage key={message.id} message={message} isShown={message.id === shown} />
      ) : (
        <AssistantMessage
          key={message.id}
          message={message}
          written={thread.written(message.id)}
          isShown={message.id === shown}
        />
      ),
    ),
    ...unsent.map((message) => <UnsentMessageView key={message.key} message={message} onTakenBack={onTakenBack} />),
  ];
  const count = items.length;
  const toEnd = useCallback(() => list.current?.scrollToIndex(count - 1, { align: 'end' }), [count]);

  const shownIndex = branch.findIndex(({ id }) => id === shown);
  const hasShown = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (shownIndex < 0 || hasShown.current === shown) return;
    hasShown.current = shown;
    sticks.current = false;
    list.current?.scrollToIndex(shownIndex, { align: 'start' });
  });

  // Whatever is drawn anew: a reply that grows keeps its end in sight for who reads the end.
  useLayoutEffect(() => {
    if (sticks.current) toEnd();
  });

  const onScroll = (offset: number) => {
    const handle = list.current;
    if (!handle) return;
    const atEnd = handle.scrollSize - handle.viewportSize - offset < AT_END_PX;
    sticks.current = atEnd;
    setIsAtEnd(atEnd);
    if (offset < READ_OLDER_PX && hasOlder) void thread.readOlder().catch(toasts.failed);
  };

  return (
    <div className="thread-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by the arrow keys */}
      <div className="thread" ref={frame} tabIndex={0} role="log" aria-live="off" aria-label={strings.chat.title}>
        <Virtualizer ref={list} scrollRef={frame} shift={isPrepended} onScroll={onScroll}>
          {items}
        </Virtualizer>
      </div>
      {!isAtEnd && (
        <IconButton
          label={strings.chat.newest}
          icon={<Icon name="chevronDown" />}
          className="to-end"
          onClick={() => {
            sticks.current = true;
            toEnd();
          }}
        />
      )}
    </div>
  );
}
