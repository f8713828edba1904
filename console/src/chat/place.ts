/**
 * The name under which a tab keeps what is written in a conversation. It holds the user: another one who signs in in
 * the same tab must not find it, and still less send it.
 *
 * @param conversationId undefined: in one that hasn't begun
 */
export function placeOf(userId: string, conversationId: string | undefined): string {
  return `${userId}.${conversationId ?? 'new'}`;
}
