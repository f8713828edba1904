import type { RoundsOptions } from '../measuring/rounds.ts';

/** How long peers are compared. */
export const COMPARISON: RoundsOptions = { rounds: 5, warmUpMs: 400, measureMs: 1_600 };
/** How long each of many operations is measured. */
export const OPERATION: RoundsOptions = { rounds: 3, warmUpMs: 300, measureMs: 1_500 };

/** What every client may ask for: an answer that is made for it. */
export const NO_CACHE = { 'cache-control': 'no-cache' };
