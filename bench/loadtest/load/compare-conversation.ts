import type { Finding } from '../figures/findings.ts';
import type { StoredMessage } from '../server/operations.ts';

/** A message that was acknowledged. */
export interface Turn {
  readonly messageId: string;
  readonly replyId: string;
  /** How its reply ended, as its stream said; undefined when that isn't known. */
  end: string | undefined;
}

export interface SaidConversation {
  readonly id: string;
  readonly turns: readonly Turn[];
  /** How many messages had no answer: the server may have stored them or not. */
  readonly unknown: number;
}

/** Compares a conversation as it is stored with what was acknowledged to the one user who talked in it. */
export function compareConversation(
  { id, turns, unknown }: SaidConversation,
  stored: readonly StoredMessage[],
): readonly Finding[] {
  const found: Finding[] = [];
  const add = (kind: Finding['kind'], detail: string): void => {
    found.push({ kind, detail: `conversation ${id}: ${detail}` });
  };
  for (const { messageId, replyId, end } of turns) {
    const reply = stored.find((each) => each.id === replyId);
    if (!stored.some((each) => each.id === messageId)) add('LOST', `message ${messageId} is not stored`);
    if (!reply) add('LOST', `reply ${replyId} is not stored`);
    else if (end !== undefined && reply.state !== end) {
      add('DIFFERENT', `reply ${replyId} ended as ${end} and is stored as ${reply.state}`);
    }
    const replies = stored.filter(({ role, parent }) => role === 'ASSISTANT' && parent?.id === messageId).length;
    if (replies > 1) add('DOUBLED', `message ${messageId} has ${replies} replies`);
  }
  const asked = stored.filter(({ role }) => role === 'USER').length;
  if (asked > turns.length + unknown) {
    add('DOUBLED', `${asked} messages are stored where ${turns.length + unknown} were sent`);
  }
  return found;
}
