import type { ConversationListQuery, ListedConversationFragment } from '../generated/graphql.ts';

/** A conversation as a row of the list shows it. */
export interface ListedConversation {
  readonly id: string;
  readonly title: string;
  readonly archived: boolean;
  /** The newest message; undefined as long as nothing was said. */
  readonly lastMessageId: string | undefined;
  /** When something was last said in it, or else when it was begun, in milliseconds. */
  readonly spokenAt: number;
  /** The beginning of the newest message, as one line. */
  readonly preview: string;
  /** Whether the newest message is still being written. */
  readonly isWriting: boolean;
  /** Whether a reply has ended in it that was not looked at. */
  readonly isUnread: boolean;
  /** What was said in it of what the list was searched for. */
  readonly found?: SaidThere | undefined;
}

/** A message that has the words of a search, and the piece of it that is shown. */
export interface SaidThere {
  readonly messageId: string;
  readonly text: string;
  /** Where the words stand in it, in UTF-16 units. */
  readonly hits: readonly { readonly start: number; readonly end: number }[];
}

/** How much of a message a row has room for, in characters. More is read: a message may begin with many spaces. */
const LONGEST_PREVIEW = 120;

/** What is kept of an answer for the list. */
export function listedConversation(answer: ListedConversationFragment): ListedConversation {
  const { id, title, archived, createdAt, lastMessage, unread } = answer;
  return {
    id,
    title,
    archived,
    lastMessageId: lastMessage?.id,
    spokenAt: Date.parse(lastMessage?.createdAt ?? createdAt),
    preview: beginningOf(lastMessage?.excerpt ?? ''),
    isWriting: lastMessage?.state === 'PENDING' || lastMessage?.state === 'STREAMING',
    isUnread: unread,
  };
}

/** What is kept of a row of an answer for the list. */
export function foundConversation({ node, found }: Edge): ListedConversation {
  if (!found) return listedConversation(node);
  const { message, snippet } = found;
  return { ...listedConversation(node), found: { messageId: message.id, text: snippet.text, hits: snippet.hits } };
}

type Edge = ConversationListQuery['conversations']['edges'][number];

function beginningOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  // By characters, so that none is cut in two.
  return [...line].slice(0, LONGEST_PREVIEW).join('');
}
