/** How long the log of an ended reply can be read. The contract of the API promises this hour. */
export const STORED_AFTER_END_MS = 60 * 60 * 1_000;
/** A reply that hasn't ended by then has lost its job, and will never end. */
export const STORED_WITHOUT_END_MS = 7 * 24 * 60 * 60 * 1_000;
