import type { Viewer } from '../viewer.ts';

/** A user, as administrators see them: nothing of what they wrote. */
export interface User extends Viewer {
  /** The order in which users were made. */
  readonly number: bigint;
  readonly createdAt: Date;
  /** How many tokens they want to use in a day at most; null: as many as they may. */
  readonly dailyTokenLimit: number | null;
  /** How many tokens an administrator allows them in a day; null: as many as the server allows each. */
  readonly allowedDailyTokens: number | null;
}
