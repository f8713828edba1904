import { randomUUID } from 'node:crypto';
import { formatModelName, type ModelName } from '../config/model-name.ts';
import { messageOf, NotFoundError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Payer } from '../models/model.ts';
import { retryUntil } from '../time/retry-until.ts';
import type { Schedules } from '../time/schedules.ts';
import { BudgetExceededError } from './budget-exceeded.ts';
import type { CountedCall, DailyLimits, TokenBudgetStore } from './token-budget-store.ts';

/** A call of a model that was let through, and runs. */
export interface BudgetedCall {
  /**
   * Sees to it that the answer may have so many tokens, before it has them.
   *
   * @throws {BudgetExceededError} when it may not: the call is to end
   */
  allow(outputTokens: number): Promise<void> | undefined;
  /** The call has ended, and used so many tokens. Never throws: what can't be counted now stays reserved. */
  settle(used: { readonly inputTokens: number; readonly outputTokens: number }): Promise<void>;
}

/** Keeps what models are asked within the tokens of a day, over all processes. */
export interface BudgetService {
  /**
   * Begins a call: its prompt is paid for, and the beginning of its answer.
   *
   * @param call.answers whether the model writes an answer, whose tokens count
   * @throws {BudgetExceededError}
   * @throws {NotFoundError} when the user was deleted
   */
  begin(call: {
    readonly payer: Payer;
    readonly model: ModelName;
    readonly inputTokens: number;
    readonly answers: boolean;
  }): Promise<BudgetedCall>;
  /** Why no call of the user may begin today; undefined when one may. Nothing is reserved. */
  refusal(ownerId: string): Promise<BudgetExceededError | undefined>;
  close(): Promise<void>;
}

/**
 * How many tokens of an answer are reserved at a time. Less would ask the database more often than every few seconds at
 * the speed of fast models; more would keep tokens from others that also answer.
 */
const PORTION = 256;
/** An answer ends this far before the end of what is reserved, since models send several tokens in one piece. */
export const MARGIN = 32;
/** With fewer tokens left than these no answer is begun. */
const LEAST = 2 * MARGIN;
const SETTLE_EXPIRED_MS = 60_000;
/** How long it is tried again to count a call, in milliseconds, before it is left reserved. */
const SETTLE_PATIENCE_MS = 30_000;

interface Deps {
  readonly store: TokenBudgetStore;
  readonly limits: DailyLimits;
  /** How long a call may run at most. */
  readonly leaseMs: number;
  /** Told what each call has used when it has ended. @default nobody is */
  readonly onUsed?: (call: UsedTokens) => void;
  readonly schedules: Schedules;
  readonly log: Logger;
}

/** What a call has used, of the model named as provider/name. */
export interface UsedTokens {
  readonly model: string;
  readonly use: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export function createBudgetService({ store, limits, leaseMs, onUsed, schedules, log }: Deps): BudgetService {
  const settling = schedules.repeat({
    name: 'token settlement',
    does: 'Counts calls of models whose process ended before it did.',
    everyMs: SETTLE_EXPIRED_MS,
    work: store.settleExpired,
    failed: (error) => log.warn({ reason: messageOf(error) }, 'ended calls of models could not be counted'),
  });

  const reserve = async (call: CountedCall, tokens: { input: number; least: number; wanted: number }) => {
    const outcome = await store.reserve(call, tokens, { limits, leaseMs });
    if (outcome.kind === 'missing') throw new NotFoundError('user');
    if (outcome.kind === 'refused') throw new BudgetExceededError(outcome);
    return outcome.isLimited ? outcome.outputTokens : Number.POSITIVE_INFINITY;
  };

  return {
    async begin({ payer: { ownerId, use }, model, inputTokens, answers }) {
      const call: CountedCall = { id: randomUUID(), ownerId, use, model: formatModelName(model) };
      const first = answers ? { least: LEAST, wanted: PORTION } : { least: 0, wanted: 0 };
      let reserved = await reserve(call, { input: inputTokens, ...first });

      const extend = async (outputTokens: number) => {
        const least = outputTokens + MARGIN - reserved;
        reserved += await reserve(call, { input: 0, least, wanted: Math.max(PORTION, least) });
      };
      return {
        allow: (outputTokens) => (outputTokens + MARGIN > reserved ? extend(outputTokens) : undefined),
        async settle(used) {
          onUsed?.({ model: call.model, use, ...used });
          const hasReserved = reserved !== Number.POSITIVE_INFINITY;
          const settle = () => store.settle(call, { ...used, hasReserved });
          // What had reserved nothing could be counted twice by a second try.
          await (hasReserved ? retryUntil(settle, { patienceMs: SETTLE_PATIENCE_MS }) : settle()).catch(
            (error: unknown) => {
              log.warn(
                { ownerId, model: call.model, reason: messageOf(error) },
                'a call of a model could not be counted',
              );
            },
          );
        },
      };
    },
    async refusal(ownerId) {
      const exhausted = await store.exhausted(ownerId, limits);
      return exhausted && new BudgetExceededError(exhausted);
    },
    close: settling.close,
  };
}
