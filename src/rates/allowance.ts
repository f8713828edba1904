import { LRUCache } from 'lru-cache';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { BadUserInputError, LexError } from '../errors.ts';
import type { Standing } from './rates.ts';

/** Of how many the credit is held; of others it is drawn anew, and what was left of theirs is lost to them. */
const MOST_HOLDERS = 10_000;

export interface AllowanceOptions {
  /** Counts what is drawn, for all processes or for this one. Its points are those of who has no others. */
  readonly limiter: RateLimiterAbstract;
  /**
   * Which share of all is drawn at once for what is taken bit by bit, so that most takings ask nobody. Left out: no
   * more than is taken.
   */
  readonly share?: number;
  /** Whose it is, as users are told: the subject of a sentence. @default 'You' */
  readonly who?: string;
  /** What is counted, in the plural, as users are told. */
  readonly what: string;
}

/** What was drawn and not taken yet. */
interface Credit {
  left: number;
  /** How much the limiter would still give. */
  undrawn: number;
  /** By the clock that only goes on, in milliseconds: when the limiter begins to count anew. */
  until: number;
}

/**
 * One thing that may be asked for, so much in a time, by each user or by each key. No more is ever given than they may
 * have: what a process holds was drawn before. What it holds when the time is over is gone.
 */
export class Allowance {
  readonly #options: AllowanceOptions;
  readonly #credits = new LRUCache<string, Credit>({ max: MOST_HOLDERS });
  readonly #drawing = new Map<string, Promise<void>>();

  constructor(options: AllowanceOptions) {
    this.#options = options;
  }

  /**
   * @param id whose it is
   * @param points how much they may have
   * @throws {LexError} RATE_LIMITED
   * @throws {BadUserInputError} when it is more than they may have
   */
  take(id: string, amount: number, points = this.#options.limiter.points): Promise<void> | undefined {
    const credit = this.#credit(id);
    if (!credit || credit.left < amount) return this.#draw(id, amount, points);
    credit.left -= amount;
    return undefined;
  }

  /** Takes so much, or what is left. What this process then holds for them is nothing, until all begins anew. */
  charge(id: string, amount: number, points = this.#options.limiter.points): void {
    this.take(id, Math.min(amount, points), points)?.catch((error: unknown) => {
      if (!(error instanceof LexError)) return;
      const until = this.#credit(id)?.until ?? performance.now() + (error.retryAfterMs ?? 0);
      this.#credits.set(id, { left: 0, undrawn: 0, until });
    });
  }

  /**
   * Gives back what was taken, unless all has begun anew since.
   *
   * @param takenAt by the clock that only goes on, in milliseconds
   */
  giveBack(id: string, amount: number, takenAt: number): void {
    const credit = this.#credit(id);
    const windowMs = this.#options.limiter.duration * 1_000;
    if (credit && credit.until - windowMs <= takenAt) credit.left += amount;
  }

  /** @throws {LexError} RATE_LIMITED when nothing is left, as far as this process knows */
  refuseSpent(id: string, points = this.#options.limiter.points): void {
    const credit = this.#credit(id);
    if (credit && credit.left + credit.undrawn <= 0) throw this.#refusal(points, credit.until - performance.now());
  }

  standing(id: string, points = this.#options.limiter.points): Omit<Standing, 'name'> {
    const { duration: windowS } = this.#options.limiter;
    const credit = this.#credit(id);
    if (!credit) return { allowed: points, windowS, left: points, resetsInMs: 0 };
    const left = credit.left + credit.undrawn;
    return { allowed: points, windowS, left, resetsInMs: credit.until - performance.now() };
  }

  #credit(id: string): Credit | undefined {
    const credit = this.#credits.get(id);
    return credit && credit.until > performance.now() ? credit : undefined;
  }

  /**
   * Draws for one holder, once at a time: of many that ask at once the others then take of what was drawn. If each drew
   * for itself, what all of them hold would soon be all there is, and the next would be refused while hardly any is
   * used.
   */
  async #draw(id: string, amount: number, points: number): Promise<void> {
    if (amount > points) throw this.#tooMuch(amount, points);
    for (let before = this.#drawing.get(id); before; before = this.#drawing.get(id)) {
      await before.catch(() => undefined);
      const credit = this.#credit(id);
      if (credit && credit.left >= amount) {
        credit.left -= amount;
        return;
      }
    }
    const drawing = this.#drawOnce(id, amount, points).finally(() => this.#drawing.delete(id));
    this.#drawing.set(id, drawing);
    await drawing;
  }

  async #drawOnce(id: string, amount: number, points: number): Promise<void> {
    const { share = 0 } = this.#options;
    const wanted = Math.max(amount, Math.ceil(points * share));
    let drawn = await this.#consume(id, wanted, points);
    let given = wanted;
    if (drawn.refused && amount < wanted) {
      drawn = await this.#consume(id, amount, points);
      given = amount;
    }
    if (drawn.refused) throw this.#refusal(points, drawn.result.msBeforeNext);
    // What was left, and too little for this one.
    const credit = this.#credit(id);
    this.#credits.set(id, {
      left: (credit?.left ?? 0) + given - amount,
      undrawn: points - drawn.result.consumedPoints,
      until: performance.now() + drawn.result.msBeforeNext,
    });
  }

  #refusal(points: number, waitMs: number): LexError {
    const message = `${this.#may(points)}: wait, and try again.`;
    return new LexError('RATE_LIMITED', message, { retryAfterMs: Math.max(1, Math.ceil(waitMs)) });
  }

  #tooMuch(amount: number, points: number): BadUserInputError {
    return new BadUserInputError(`${this.#may(points)}, and this takes ${amount}: ask for less at a time.`);
  }

  #may(points: number): string {
    const { who = 'You', what, limiter } = this.#options;
    return `${who} may use ${points} ${what} in ${limiter.duration} s`;
  }

  /** A limiter counts what it refuses as well: that is given back, so that a smaller wish may be met. */
  async #consume(id: string, amount: number, points: number): Promise<{ refused: boolean; result: RateLimiterRes }> {
    const { limiter } = this.#options;
    const result = await limiter.consume(id, amount).catch((error: unknown) => {
      if (error instanceof RateLimiterRes) return error;
      throw error;
    });
    const refused = result.consumedPoints > points;
    if (refused) await limiter.reward(id, amount);
    return { refused, result };
  }
}
