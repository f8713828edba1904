import {
  type CSSProperties,
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useContext,
  useEffect,
  useImperativeHandle,
} from 'react';
import { Virtualizer } from 'virtua';
import type { ListState } from './conversation-list-store.ts';
import { ConversationRow } from './conversation-row.tsx';
import type { ListedConversation } from './listed-conversation.ts';
import { rowActionOf } from './row-keys.ts';
import { useRowFocus } from './use-row-focus.ts';

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
  const { frame, virtualizer, reached, kept, indexOf, focus, focusWaiting } = useRowFocus(rows, openId);
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
          <Shown value={focusWaiting}>
            <Virtualizer ref={virtualizer} as={List} item={Item} data={rows} keepMounted={kept} onScroll={readAhead}>
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
          </Shown>
        </Labels>
      </div>
    </ListSize>
  );
}

/** How many rows the list has, for those who hear it; -1: nobody knows. */
const ListSize = createContext(0);
const Labels = createContext('');
/** Called when a row can be seen: before it was measured, it can't have the focus. */
const Shown = createContext(() => {});

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
  const shown = useContext(Shown);
  const isHidden = style.visibility === 'hidden';
  useEffect(() => {
    if (!isHidden) shown();
  }, [isHidden, shown]);
  return (
    <li ref={ref} style={style} aria-setsize={useContext(ListSize)} aria-posinset={index + 1}>
      {children}
    </li>
  );
}
