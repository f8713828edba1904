import { memo } from 'react';
import { addressOf } from '../app/route.ts';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { FoundText } from './found-text.tsx';
import type { ListedConversation } from './listed-conversation.ts';

export interface ConversationRowProps {
  readonly conversation: ListedConversation;
  /** It is the one on the page. */
  readonly isOpen: boolean;
  /** It is the one that the tab key comes to; the arrows lead to the others. */
  readonly isReachable: boolean;
  readonly isMenuOpen: boolean;
  readonly onOpen: (id: string) => void;
  /** Called when its menu is wanted, with what it is to be shown at. */
  readonly onMenu: (conversation: ListedConversation, at: Element) => void;
}

/** A conversation in the list: its title, and what was said last, or what of it was searched for. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { conversation, isOpen, isReachable, isMenuOpen, onOpen, onMenu } = props;
  const { id, title, preview, isWriting, found } = conversation;
  const isUnread = conversation.isUnread && !isOpen;
  const strings = useStrings();
  const tabIndex = isReachable ? 0 : -1;
  return (
    <div className="conversation" data-open={isOpen || undefined} data-unread={isUnread || undefined}>
      <a
        href={addressOf('chat', id, found?.messageId)}
        data-conversation={id}
        tabIndex={tabIndex}
        aria-current={isOpen ? 'page' : undefined}
        aria-keyshortcuts="F2 Delete"
        onClick={() => onOpen(id)}
        onContextMenu={(event) => {
          // A pointer gets the browser's menu, which opens links elsewhere; the keyboard gets this one.
          if (event.nativeEvent.button === 2) return;
          event.preventDefault();
          onMenu(conversation, event.currentTarget);
        }}
      >
        <span className="conversation-title" dir="auto">
          {title}
        </span>
        {isUnread && <span className="conversation-unread" role="img" aria-label={strings.conversations.unread} />}
        <span className="conversation-preview" dir="auto">
          {found ? <FoundText found={found} /> : preview || (isWriting ? strings.conversations.writing : '')}
        </span>
      </a>
      <IconButton
        label={strings.conversations.actions(title)}
        icon={<Icon name="more" />}
        tabIndex={tabIndex}
        aria-haspopup="menu"
        aria-expanded={isMenuOpen}
        onClick={(event) => onMenu(conversation, event.currentTarget)}
      />
    </div>
  );
});
