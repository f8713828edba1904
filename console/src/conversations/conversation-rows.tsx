import {
  type CSSProperties,
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useContext,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { ListState } from './conversation-list-store.ts';
import { ConversationRow } from './conversation-row.tsx';
import type { ListedConversation } from './listed-conversation.ts';
import { rowActionOf } from './row-keys.ts';

export interface ConversationRowsHandle {
  /** Puts the focus on a row, wherever it is; nothing happens when it isn't listed. */
  focus(id: string): void;
}

export interface ConversationRowsProps {
  readonly ref: Ref<ConversationRowsHandle>;
  readonly label: string;
  readonly state: ListState;
  /** The conversation on the page. */
  readonly openId: string | undefined;
  /** The conversation whose menu is open. */
  readonly menuId: string | undefined;
  readonly onOpen: (id: string) => void;
  readonly onMenu: (conversation: ListedConversation, at: Element) => void;
  readonly onRename: (conversation: ListedConversation) => void;
  readonly onDelete: (conversation: ListedConversation) => void;
  readonly onMore: () => void;
}

/** How many rows before the end of those that were read more are asked for. */
const AHEAD = 15;

/** The rows that there is room for, of a list of any length. The arrow keys move in it. */
export function ConversationRows(props: ConversationRowsProps) {
  const { ref, label, state, openId, menuId, onOpen, onMenu, onRename, onDelete, onMore } = props;
  const { rows, hasMore } = state;
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useRef<VirtualizerHandle>(null);
  const [reachedId, setReachedId] = useState<string>();
  /** The row that gets the focus as soon as it is on the page. */
  const focusNext = useRef<string>(undefined);

  const indexOf = (id: string | undefined) => (id === undefined ? -1 : rows.findIndex((each) => each.id === id));
  const reached = [reachedId, openId].map(indexOf).find((index) => index >= 0) ?? 0;

  const focus = (id: string) => {
    const index = indexOf(id);
    if (index < 0) return;
    focusNext.current = id;
    setReachedId(id);
    virtualizer.current?.scrollToIndex(index, { align: 'nearest' });
    focusWaiting();
  };
  const focusWaiting = () => {
    const id = focusNext.current;
    if (id === undefined) return;
    const link = frame.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(id)}"]`);
    link?.focus({ preventScroll: true });
    if (link) focusNext.current = undefined;
  };
  useEffect(focusWaiting);
  useImperativeHandle(ref, () => ({ focus }));

  const readAhead = () => {
    const view = virtualizer.current;
    if (view && view.findItemIndex(view.scrollOffset + view.viewportSize) >= rows.length - AHEAD) onMore();
  };
  // A list that doesn't fill its frame is never scrolled.
  useEffect(readAhead);

  const onKeyDown = (event: KeyboardEvent) => {
    const link = event.target instanceof Element ? event.target.closest('[data-conversation]') : null;
    const index = link ? indexOf(link.getAttribute('data-conversation') ?? undefined) : -1;
    const conversation = rows[index];
    if (!link || !conversation) return;
    const action = rowActionOf(event, index, rows.length);
    if (action === undefined) return;
    event.preventDefault();
    if (action === 'rename') onRename(conversation);
    else if (action === 'delete') onDelete(conversation);
    else if (action === 'menu') onMenu(conversation, link);
    else focus(rows[action.moveTo]?.id ?? conversation.id);
  };

  return (
    <ListSize value={hasMore ? -1 : rows.length}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are pressed on the links inside. */}
      <div ref={frame} className="conversation-rows" onKeyDown={onKeyDown}>
        <Labels value={label}>
          <Virtualizer ref={virtualizer} as={List} item={Item} data={rows} keepMounted={[reached]} onScroll={readAhead}>
            {(conversation) => (
              <ConversationRow
                key={conversation.id}
                conversation={conversation}
                isOpen={conversation.id === openId}
                isReachable={conversation === rows[reached]}
                isMenuOpen={conversation.id === menuId}
                onOpen={onOpen}
                onMenu={onMenu}
              />
            )}
          </Virtualizer>
        </Labels>
      </div>
    </ListSize>
  );
}

/** How many rows the list has, for those who hear it; -1: nobody knows. */
const ListSize = createContext(0);
const Labels = createContext('');

interface ListProps {
  readonly ref?: Ref<HTMLUListElement>;
  readonly style: CSSProperties;
  readonly children: ReactNode;
}

function List({ ref, style, children }: ListProps) {
  return (
    <ul ref={ref} style={style} aria-label={useContext(Labels)}>
      {children}
    </ul>
  );
}

interface ItemProps {
  readonly ref?: Ref<HTMLLIElement>;
  readonly style: CSSProperties;
  readonly index: number;
  readonly children: ReactNode;
}

function Item({ ref, style, index, children }: ItemProps) {
  return (
    <li ref={ref} style={style} aria-setsize={useContext(ListSize)} aria-posinset={index + 1}>
      {children}
    </li>
  );
}
