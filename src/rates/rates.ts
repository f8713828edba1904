/** What is counted, each by itself. */
export type RateKind = 'points' | 'chats' | 'jobs';

/** How much a user may still ask for. */
export interface Standing {
  readonly allowed: number;
  /** In how many seconds. */
  readonly windowS: number;
  readonly left: number;
  /** When all of it may be asked for again, in milliseconds from now. */
  readonly resetsInMs: number;
}

/** The bounds of what a user may ask for in a minute. They hold for all of a user's keys and tokens together. */
export interface Rates {
  /**
   * Takes so much of what a user may ask for; nothing is taken when it is refused. It gives no promise when this
   * process holds enough for the user already.
   *
   * @throws {LexError} RATE_LIMITED with how long to wait
   */
  take(userId: string, kind: RateKind, amount?: number): Promise<void> | undefined;
  /**
   * Takes so many points, or as many as are left, for work that was done before it was known what is asked for. It
   * never refuses: who has nothing left then is refused before the next work is done.
   */
  charge(userId: string, points: number): void;
  /** @throws {LexError} RATE_LIMITED when a user has no points left, as far as this process knows */
  refuseSpent(userId: string): void;
  /** How a user stands with points, as far as this process knows; undefined where nothing is counted. */
  standing(userId: string): Standing | undefined;
}

/** Of a server that asks nobody who comes: all that reaches it is its one user's. */
export const UNLIMITED: Rates = {
  take: () => undefined,
  charge: () => undefined,
  refuseSpent: () => undefined,
  standing: () => undefined,
};
