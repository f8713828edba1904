/**
 * What changed of whose data, in an order that all processes see alike: so whoever stored something that was made from
 * the data can tell whether it still holds.
 *
 * The one who writes names the change after the commit, and before anybody is told that it was done. What was read
 * while the change was on its way is therefore never taken for newer than it.
 */
export interface ChangeJournal {
  /**
   * Names what changed: `Conversation:5` for one thing, `Conversation` for which of them there are and in what order,
   * {@link EVERYTHING} for all that the owner has.
   * It never fails: where it can't be named, what was stored lives on until its time is over.
   */
  record(ownerId: string, tags: readonly string[]): Promise<void>;
  /**
   * Reads where the journal of an owner stands.
   *
   * @param since what an earlier reading gave: then the reading tells what was named after it
   * @returns undefined when the journal can't be read: nothing that was stored may be used then
   */
  read(ownerId: string, since?: number): JournalReading | undefined | Promise<JournalReading | undefined>;
}

export interface JournalReading {
  /** Grows with each change, and never comes again. */
  readonly position: number;
  /** The tags that were named since; undefined when it isn't known. */
  readonly changed: readonly string[] | undefined;
}

/** How many changes of one owner are remembered. Whoever stands further behind doesn't know what changed. */
export const KEPT_CHANGES = 64;

export const EVERYTHING = '*';

/** Whether what was made from these things is as it was after changes; never when it isn't known what changed. */
export function holds({ tags }: { readonly tags: ReadonlySet<string> }, changed: JournalReading['changed']): boolean {
  return changed?.every((tag) => tag !== EVERYTHING && !tags.has(tag)) ?? false;
}
