/** What becomes of a message that follows a reply which is still to be written, or being written. */
export type WhenBusy =
  /** Its own reply waits until that one has ended, however it does. */
  | 'QUEUE'
  /** Every reply that it would wait for is stopped; what was written stays. */
  | 'INTERRUPT'
  /** It isn't taken. */
  | 'REJECT';

/** So many replies of one conversation may wait for others. */
export const MOST_WAITING = 10;

/** What the job of a reply that waits says it does. */
export const WAITING_STEP = 'Waiting for the reply before';
