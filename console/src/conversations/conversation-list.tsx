import { useCallback, useEffect, useRef, useState } from 'react';
import { addressOf, goTo, useRoute } from '../app/route.ts';
import { useStrings } from '../language/language.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Problem } from '../parts/problem.tsx';
import { ConversationMenu, type OpenMenu } from './conversation-menu.tsx';
import { ConversationRows, type ConversationRowsHandle } from './conversation-rows.tsx';
import './conversations.css';
import type { ListedConversation } from './listed-conversation.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { SearchField } from './search-field.tsx';
import { useChanges } from './use-changes.ts';
import { useConversationList } from './use-conversation-list.ts';
import { SHORTCUTS, useShortcuts } from './use-shortcuts.ts';

/** The conversations, the last spoken in first. @param onChosen called when one was opened, or a new one */
export function ConversationList({ onChosen }: { readonly onChosen?: (() => void) | undefined }) {
  const words = useStrings().conversations;
  const { page, id } = useRoute();
  const openId = page === 'chat' ? id : undefined;
  const { list, state } = useConversationList();
  const [archived, setArchived] = useState(false);
  const [search, setSearch] = useState('');
  const [menu, setMenu] = useState<OpenMenu>();
  const [renamed, setRenamed] = useState<ListedConversation>();
  const frame = useRef<HTMLElement>(null);
  const rows = useRef<ConversationRowsHandle>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const newLink = useRef<HTMLAnchorElement>(null);
  const { rename, archive, remove } = useChanges(openId);

  useEffect(() => list.want({ archived, search }), [list, archived, search]);
  useShortcuts(frame, {
    search: () => searchField.current?.select(),
    begin: () => {
      goTo('chat');
      onChosen?.();
    },
  });

  const onOpen = useCallback(() => onChosen?.(), [onChosen]);
  const onMenu = useCallback((conversation: ListedConversation, at: Element) => setMenu({ conversation, at }), []);
  /** Does away with a row, and moves the focus from it to the one beside it. */
  const leaveRow = (conversation: ListedConversation, leave: (conversation: ListedConversation) => void) => {
    const index = state.rows.findIndex((each) => each.id === conversation.id);
    const beside = state.rows[index + 1] ?? state.rows[index - 1];
    if (beside) rows.current?.focus(beside.id);
    else newLink.current?.focus();
    leave(conversation);
  };
  const onDelete = (conversation: ListedConversation) => leaveRow(conversation, remove);

  return (
    <nav ref={frame} className="conversations" aria-label={words.title} aria-busy={state.isReading}>
      <a
        ref={newLink}
        className="button conversations-new"
        href={addressOf('chat')}
        title={`${words.new} (${SHORTCUTS.begin.shown})`}
        aria-keyshortcuts={SHORTCUTS.begin.aria}
        onClick={onOpen}
      >
        <Icon name="plus" /> {words.new}
      </a>
      <div className="conversations-tools">
        <SearchField ref={searchField} onSearch={setSearch} />
        <IconButton
          label={archived ? words.hideArchived : words.showArchived}
          icon={<Icon name="archive" />}
          data-pressed={archived || undefined}
          onClick={() => setArchived(!archived)}
        />
      </div>
      {archived && <h2 className="conversations-part">{words.archived}</h2>}
      {state.error && <ListProblem error={state.error} onAgain={list.again} />}
      {state.rows.length > 0 ? (
        <ConversationRows
          ref={rows}
          label={archived ? words.archived : words.title}
          state={state}
          openId={openId}
          menuId={menu?.conversation.id}
          onOpen={onOpen}
          onMenu={onMenu}
          onRename={setRenamed}
          onDelete={onDelete}
          onMore={() => list.more()}
        />
      ) : (
        <p className="conversations-none" role="status">
          {!state.isReading && !state.error && (search ? words.noneFound : archived ? words.noneArchived : words.none)}
        </p>
      )}
      {menu && (
        <ConversationMenu
          key={menu.conversation.id}
          menu={menu}
          onClose={() => setMenu(undefined)}
          onClosed={() => rows.current?.focus(menu.conversation.id)}
          onRename={setRenamed}
          onArchive={(conversation) => leaveRow(conversation, (each) => void archive(each))}
          onDelete={onDelete}
        />
      )}
      {renamed && (
        <RenameDialog
          title={renamed.title}
          onRename={(title) => rename(renamed.id, title)}
          onClose={() => setRenamed(undefined)}
        />
      )}
    </nav>
  );
}

function ListProblem({ error, onAgain }: { readonly error: Parameters<typeof Problem>[0]['error']; onAgain(): void }) {
  const strings = useStrings();
  return (
    <Problem error={error}>
      <Button onClick={onAgain}>{strings.tryAgain}</Button>
    </Problem>
  );
}
