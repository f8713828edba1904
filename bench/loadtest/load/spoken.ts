import type { Figures } from '../figures/figures.ts';
import { CallFailure } from '../server/call-failure.ts';
import type { CallContext, Caller } from '../server/caller.ts';
import { CONVERSATION } from '../server/operations.ts';
import { compareConversation, type Turn } from './compare-conversation.ts';

/** More than a conversation has here, with what was stored and had no answer: as long as a list may be. */
const MESSAGES = 100;

/** A conversation that a user has, with what was acknowledged in it. */
export class Spoken {
  readonly turns: Turn[] = [];
  id: string | undefined;
  /** How many messages had no answer. */
  unknown = 0;

  /** How many messages were sent. */
  get sent(): number {
    return this.turns.length + this.unknown;
  }

  /**
   * Reads what the server has stored of it, and notes what is wrong.
   *
   * @returns whether it could be read
   * @throws the context's reason, when that aborts
   */
  async check(caller: Caller, figures: Figures, context: CallContext): Promise<boolean> {
    const { id, turns, unknown } = this;
    if (id === undefined) return true;
    try {
      const { conversation } = await caller.call(CONVERSATION, { id, last: MESSAGES }, context);
      figures.checks++;
      const stored = conversation?.messages.edges.map(({ node }) => node) ?? [];
      figures.findings.add(compareConversation({ id, turns, unknown }, stored));
      return true;
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      return false;
    }
  }
}
