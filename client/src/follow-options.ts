export interface FollowOptions {
  /** The cursor of the last event that was seen; left out: the reply's beginning. */
  readonly after?: string | undefined;
  /** Ends it at once: the signal's reason is thrown. The reply itself is written on. */
  readonly signal?: AbortSignal | undefined;
}
