import { z } from 'zod';
import type { ChangeJournal } from '../cache/change-journal.ts';
import { BadUserInputError, NotFoundError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import { parseInput, wellFormedText } from '../parse-input.ts';
import type { AccountStore, Choices } from './account-store.ts';
import type { Actor } from './audit/audit-entry.ts';
import { CREDENTIALS } from './keys/credential-events.ts';

/** What users decide for themselves. */
export interface AccountService {
  /**
   * What each of these users has chosen, in the order of the ids.
   *
   * @throws {NotFoundError} when one of them was deleted
   */
  choices(userIds: readonly string[]): Promise<Choices[]>;
  /**
   * Changes what is given; what is left out stays.
   *
   * @throws {BadUserInputError}
   * @throws {NotFoundError} when the user was deleted
   */
  update(userId: string, change: AccountChange): Promise<void>;
  /**
   * Ends the sockets and streams of a user, on all processes. Whose credential holds may come again.
   *
   * @throws {NotFoundError} when there is no such user
   */
  disconnect(userId: string, by: Actor): Promise<void>;
}

export interface AccountChange {
  /** Null changes nothing. */
  readonly drawsMemories?: boolean | null | undefined;
  /** Null takes it away. */
  readonly dailyTokenLimit?: number | null | undefined;
  /** Null, or a text without a sign, takes them away. */
  readonly instructions?: string | null | undefined;
  /** One that the speaker has, which the caller sees to. Null takes it away, as for the next two. */
  readonly voice?: string | null | undefined;
  readonly voiceLanguage?: string | null | undefined;
  readonly voiceRate?: number | null | undefined;
}

/** The largest number that the column holds. */
const MOST_TOKENS = 2_147_483_647;
/** As long as a conversation's system prompt. */
const instructions = wellFormedText({ min: 0, max: 32_000 }).nullish();
const dailyTokenLimit = z.int().min(0).max(MOST_TOKENS).nullish();
const accountChange = z.object({
  drawsMemories: z.boolean().nullish(),
  dailyTokenLimit,
  instructions,
  voice: wellFormedText({ min: 1, max: 64 }).nullish(),
  voiceLanguage: z
    .string()
    .regex(/^[a-z]{2,3}(-[a-z\d]{2,8}){0,3}$/i, 'takes a language, such as de or en-GB')
    .transform((tag) => tag.toLowerCase())
    .nullish(),
  voiceRate: z.number().min(0.5, 'takes 0.5 to 2').max(2, 'takes 0.5 to 2').nullish(),
});

export function createAccountService({
  store,
  journal,
  events,
  tokensPerDay = MOST_TOKENS,
}: {
  readonly store: AccountStore;
  readonly journal: ChangeJournal;
  readonly events: EventBus;
  /** How many tokens the server allows each user in a day. Nobody can allow themselves more than they are allowed. */
  readonly tokensPerDay?: number | undefined;
}): AccountService {
  /** Who changes what a user is allowed may be faster: then the lesser holds all the same. */
  async function requireAllowed(userId: string, dailyTokenLimit: number): Promise<void> {
    const most = (await store.allowedDailyTokens(userId)) ?? tokensPerDay;
    if (dailyTokenLimit <= most) return;
    throw new BadUserInputError(`dailyTokenLimit takes up to ${most}, as many as you may use in a day.`);
  }

  return {
    async choices(userIds) {
      return (await store.choices(userIds)).map((choices) => {
        if (!choices) throw new NotFoundError('user');
        return choices;
      });
    },
    async disconnect(userId, by) {
      if (!(await store.raiseEpoch(userId, by))) throw new NotFoundError('user');
      events.publish(CREDENTIALS, { key: userId });
    },
    async update(userId, raw) {
      const change = parseInput(accountChange, raw);
      if (change.dailyTokenLimit != null) await requireAllowed(userId, change.dailyTokenLimit);
      const choices = {
        ...(change.drawsMemories == null ? {} : { drawsMemories: change.drawsMemories }),
        ...(change.instructions === undefined ? {} : { instructions: change.instructions || null }),
        ...(change.dailyTokenLimit === undefined ? {} : { dailyTokenLimit: change.dailyTokenLimit }),
        ...(change.voice === undefined ? {} : { voice: change.voice }),
        ...(change.voiceLanguage === undefined ? {} : { voiceLanguage: change.voiceLanguage }),
        ...(change.voiceRate === undefined ? {} : { voiceRate: change.voiceRate }),
      };
      if (Object.keys(choices).length === 0) return;
      if (!(await store.choose(userId, choices))) throw new NotFoundError('user');
      await journal.record(userId, ['Viewer']);
    },
  };
}
