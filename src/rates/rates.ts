/** What is counted, each by itself. */
export type RateKind = 'points' | 'chats' | 'jobs' | 'recordings';

/** Whose asking is counted. */
export interface Rated {
  /** The user's. */
  readonly id: string;
  /** Of a key that has a limit of its own, beside that of its user. */
  readonly keyLimit?: KeyLimit | undefined;
}

/** How much one key may ask for, so that a program can't take all of what its user may. */
export interface KeyLimit {
  readonly keyId: string;
  /** In a minute. */
  readonly points: number;
}

/** How much may still be asked for. */
export interface Standing {
  /** Of which bound: the user's, or the key's. */
  readonly name: 'points' | 'key-points';
  readonly allowed: number;
  /** In how many seconds. */
  readonly windowS: number;
  readonly left: number;
  /** When all of it may be asked for again, in milliseconds from now. */
  readonly resetsInMs: number;
}

/**
 * The bounds of what a user may ask for in a minute. They hold for all of a user's keys and tokens together; a key may
 * have fewer points of these.
 */
export interface Rates {
  /**
   * Takes so much of what a user, and their key, may ask for; nothing is taken when it is refused. It gives no promise
   * when this process holds enough for them already.
   *
   * @throws {LexError} RATE_LIMITED with how long to wait
   * @throws {BadUserInputError} when it is more than they may ever ask for at once
   */
  take(caller: Rated, kind: RateKind, amount?: number): Promise<void> | undefined;
  /**
   * Takes so many points, or as many as are left, for work that was done before it was known what is asked for. It
   * never refuses: who has nothing left then is refused before the next work is done.
   */
  charge(caller: Rated, points: number): void;
  /** @throws {LexError} RATE_LIMITED when a user or their key has no points left, as far as this process knows */
  refuseSpent(caller: Rated): void;
  /** How a user, and their key, stand with points, as far as this process knows; none where nothing is counted. */
  standings(caller: Rated): readonly Standing[];
}

/** Of a server that asks nobody who comes: all that reaches it is its one user's. */
export const UNLIMITED: Rates = {
  take: () => undefined,
  charge: () => undefined,
  refuseSpent: () => undefined,
  standings: () => [],
};
