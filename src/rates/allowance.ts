import { LRUCache } from 'lru-cache';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { LexError } from '../errors.ts';
import type { Standing } from './rates.ts';

/** How many users' credit is held; of others it is drawn anew, and what was left of theirs is lost to them. */
const MOST_USERS = 10_000;

export interface AllowanceOptions {
  /** Counts what is drawn, for all processes or for this one. */
  readonly limiter: RateLimiterAbstract;
  /** How much is drawn at once for what is taken bit by bit, so that most takings ask nobody. @default 1 */
  readonly draw?: number;
  /** What is counted, in the plural, as users are told. */
  readonly what: string;
}

/** What was drawn for a user and not taken yet. */
interface Credit {
  left: number;
  /** How much the limiter would still give. */
  undrawn: number;
  /** By the clock that only goes on, in milliseconds: when the limiter begins to count anew. */
  until: number;
}

/**
 * One thing that users may ask for, so much in a time. No more is ever given than the limiter has: what a process
 * holds was drawn before. What it holds when the time is over is gone.
 */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #credits = new LRUCache<string, Credit>({ max: MOST_USERS });
  readonly #drawing = new Map<string, Promise<void>>();

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /** @throws {LexError} RATE_LIMITED */
  take(userId: string, amount: number): Promise<void> | undefined {
    const credit = this.#credit(userId);
    if (!credit || credit.left < amount) return this.#draw(userId, amount);
    credit.left -= amount;
    return undefined;
  }

  /** Takes so much, or what is left. What this process then holds for the user is nothing, until all begins anew. */
  charge(userId: string, amount: number): void {
    this.take(userId, amount)?.catch((error: unknown) => {
      if (!(error instanceof LexError)) return;
      const until = this.#credit(userId)?.until ?? performance.now() + (error.retryAfterMs ?? 0);
      this.#credits.set(userId, { left: 0, undrawn: 0, until });
    });
  }

  /** @throws {LexError} RATE_LIMITED when nothing is left, as far as this process knows */
  refuseSpent(userId: string): void {
    const credit = this.#credit(userId);
    if (credit && credit.left + credit.undrawn <= 0) throw this.#refusal(credit.until - performance.now());
  }

  standing(userId: string): Standing {
    const { points: allowed, duration: windowS } = this.#options.limiter;
    const credit = this.#credit(userId);
    if (!credit) return { allowed, windowS, left: allowed, resetsInMs: 0 };
    return { allowed, windowS, left: credit.left + credit.undrawn, resetsInMs: credit.until - performance.now() };
  }

  #credit(userId: string): Credit | undefined {
    const credit = this.#credits.get(userId);
    return credit && credit.until > performance.now() ? credit : undefined;
  }

  /**
   * Draws for a user, one at a time: of many that ask at once the others then take of what was drawn. If each drew for
   * itself, what all of them hold would soon be all there is, and the next would be refused while hardly any is used.
   */
  async #draw(userId: string, amount: number): Promise<void> {
    for (let before = this.#drawing.get(userId); before; before = this.#drawing.get(userId)) {
      await before.catch(() => undefined);
      const credit = this.#credit(userId);
      if (credit && credit.left >= amount) {
        credit.left -= amount;
        return;
      }
    }
    const drawing = this.#drawOnce(userId, amount).finally(() => this.#drawing.delete(userId));
    this.#drawing.set(userId, drawing);
    await drawing;
  }

  async #drawOnce(userId: string, amount: number): Promise<void> {
    const { draw = 1 } = this.#options;
    const wanted = Math.max(amount, draw);
    let drawn = await this.#consume(userId, wanted);
    let given = wanted;
    if (drawn.refused && amount < wanted) {
      drawn = await this.#consume(userId, amount);
      given = amount;
    }
    if (drawn.refused) throw this.#refusal(drawn.result.msBeforeNext);
    // What was left, and too little for this one.
    const credit = this.#credit(userId);
    this.#credits.set(userId, {
      left: (credit?.left ?? 0) + given - amount,
      undrawn: drawn.result.remainingPoints,
      until: performance.now() + drawn.result.msBeforeNext,
    });
  }

  #refusal(waitMs: number): LexError {
    const { what, limiter } = this.#options;
    const message = `You may use ${limiter.points} ${what} in ${limiter.duration} s: wait, and try again.`;
    return new LexError('RATE_LIMITED', message, { retryAfterMs: Math.max(1, Math.ceil(waitMs)) });
  }

  /** A limiter counts what it refuses as well: that is given back, so that a smaller wish may be met. */
  async #consume(userId: string, amount: number): Promise<{ refused: boolean; result: RateLimiterRes }> {
    const { limiter } = this.#options;
    try {
      return { refused: false, result: await limiter.consume(userId, amount) };
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      await limiter.reward(userId, amount);
      return { refused: true, result: error };
    }
  }
}
