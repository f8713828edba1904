import type { ShownCard } from './process-card.ts';

/** How often a process shows its card, in milliseconds. */
export const SHOW_EVERY_MS = 15_000;
/** A card that was not shown again for so long is one of a process that has ended, in milliseconds. */
export const CARD_LIVES_MS = 50_000;

/** Where the processes of a deployment show their cards. */
export interface ProcessCards {
  /**
   * The cards of the processes that live, in the order in which those started.
   *
   * @throws when the place can't be reached
   */
  list(): Promise<readonly ShownCard[]>;
}
