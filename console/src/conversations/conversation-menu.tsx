import { useRef } from 'react';
import { useStrings } from '../language/language.tsx';
import { AnchoredMenu } from '../parts/anchored-menu.tsx';
import { Icon } from '../parts/icon.tsx';
import { MenuItem } from '../parts/menu.tsx';
import type { ListedConversation } from './listed-conversation.ts';

/** The menu of a conversation. */
export interface OpenMenu {
  readonly conversation: ListedConversation;
  /** What it is shown at. */
  readonly at: Element;
}

export interface ConversationMenuProps {
  readonly menu: OpenMenu;
  readonly onClose: () => void;
  /** Called when it has closed, before what was chosen is done: the focus goes back to where it came from. */
  readonly onClosed: () => void;
  readonly onRename: (conversation: ListedConversation) => void;
  readonly onArchive: (conversation: ListedConversation) => void;
  readonly onDelete: (conversation: ListedConversation) => void;
}

/** What can be done with a conversation. All rows share the one that is open: a menu for each would make them slow. */
export function ConversationMenu({ menu, onClose, onClosed, onRename, onArchive, onDelete }: ConversationMenuProps) {
  const strings = useStrings();
  const { conversation, at } = menu;
  const chosen = useRef<(conversation: ListedConversation) => void>(undefined);
  const choose = (action: (conversation: ListedConversation) => void) => () => {
    chosen.current = action;
  };
  const closed = () => {
    onClosed();
    chosen.current?.(conversation);
  };
  return (
    <AnchoredMenu label={strings.conversations.actions(conversation.title)} at={at} onClose={onClose} onClosed={closed}>
      <MenuItem onSelect={choose(onRename)}>
        <Icon name="edit" /> {strings.conversations.rename}
      </MenuItem>
      <MenuItem onSelect={choose(onArchive)}>
        <Icon name="archive" /> {conversation.archived ? strings.conversations.restore : strings.conversations.archive}
      </MenuItem>
      <MenuItem danger onSelect={choose(onDelete)}>
        <Icon name="trash" /> {strings.remove}
      </MenuItem>
    </AnchoredMenu>
  );
}
