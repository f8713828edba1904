import type { ListedConversation } from './listed-conversation.ts';

/** What has become of a conversation, here or on another device. */
export type ListChange =
  | { readonly kind: 'ADDED' | 'CHANGED'; readonly id: string; readonly conversation: ListedConversation }
  | { readonly kind: 'GONE'; readonly id: string };

/** The part of an owner's conversations that is listed. */
export interface ListedPart {
  readonly archived: boolean;
  /** Whether there are older ones, which were not read yet. */
  readonly hasMore: boolean;
}

/**
 * A list after a change. It keeps the order in which the server has them: a conversation goes to the top when something
 * new was said in it, and stays where it is when only its name or its state is another.
 *
 * @param rows the last spoken in first
 */
export function withChange(
  rows: readonly ListedConversation[],
  change: ListChange,
  { archived, hasMore }: ListedPart,
): readonly ListedConversation[] {
  const index = rows.findIndex(({ id }) => id === change.id);
  const before = rows[index];
  if (change.kind === 'GONE' || change.conversation.archived !== archived) {
    return before ? rows.toSpliced(index, 1) : rows;
  }
  const { conversation } = change;
  if (before && !isSpokenIn(before, conversation) && !isNewest(conversation, rows))
    return rows.with(index, conversation);
  if (before) return [conversation, ...rows.toSpliced(index, 1)];
  if (change.kind === 'ADDED') return [conversation, ...rows];
  const place = rows.findIndex(({ spokenAt }) => spokenAt <= conversation.spokenAt);
  if (place >= 0) return rows.toSpliced(place, 0, conversation);
  // It comes with its page.
  return hasMore ? rows : [...rows, conversation];
}

function isSpokenIn(before: ListedConversation, after: ListedConversation): boolean {
  return before.lastMessageId !== after.lastMessageId && after.spokenAt >= before.spokenAt;
}

/**
 * Whether it was spoken in after all others. A page may have its newest message and not yet its new place: the server
 * reads the two one after the other.
 */
function isNewest({ spokenAt }: ListedConversation, [first]: readonly ListedConversation[]): boolean {
  return first !== undefined && spokenAt > first.spokenAt;
}

/** A list with its next page. A conversation that went to the top meanwhile isn't listed twice. */
export function withOlder(
  rows: readonly ListedConversation[],
  older: readonly ListedConversation[],
): readonly ListedConversation[] {
  const ids = new Set(rows.map(({ id }) => id));
  return [...rows, ...older.filter(({ id }) => !ids.has(id))];
}
