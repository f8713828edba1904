import type { Property } from './property-store.ts';

/** What the features have of a user, as the deletion of the user asks for it. */
export interface UserProperty {
  /** Ends what runs for a user, and waits a moment for it. */
  stopJobs(userId: string): Promise<void>;
  /**
   * Each deletes some of what a user has of one kind, wherever it is, and tells how much; nothing when none is left.
   * What a call has done stays done, so that a deletion which is broken off goes on where it was.
   */
  readonly parts: readonly ((userId: string) => Promise<Partial<Property>>)[];
  /** Deletes the logs of replies whose rows have gone. */
  deleteReplyLogs(replyIds: readonly string[]): Promise<void>;
  /** Memories were deleted in the database, past the service: the partitions are told. */
  memoriesChanged(userId: string): Promise<void>;
}
