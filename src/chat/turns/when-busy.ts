/** What becomes of a message that follows a reply which has not ended. */
export type WhenBusy =
  /** Its own reply waits until that reply has ended, however it ends. */
  | 'QUEUE'
  /** Every reply that it would wait for is stopped; what was written stays. */
  | 'INTERRUPT'
  /** It is refused. */
  | 'REJECT';

/** The most replies of one conversation that may wait for others. */
export const MOST_WAITING = 10;

/** The step that the job of a waiting reply shows. */
export const WAITING_STEP = 'Waiting for the reply before';
