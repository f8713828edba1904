/**
 * What processes keep for each other, marked with where the journal of its owner stood, so that each of them can tell
 * whether it still holds. It only ever saves work: when something is wrong with it, it finds nothing, stores nothing,
 * and nobody waits.
 */
export interface SharedLevel {
  /**
   * Looks for an entry, and takes the turn to load it when there is none that surely holds. This and a reading of the
   * owner's journal are one round trip.
   *
   * @param ownerId whose data it was made from; undefined for what is everybody's
   * @param options.renews whether an entry that is old is to be loaded again, so that its turn is taken too
   * @returns undefined when it can't be reached
   */
  look(
    key: string,
    ownerId: string | undefined,
    options: { readonly renews: boolean },
  ): Promise<SharedLook | undefined>;
  /**
   * Waits for the one whose turn it is to store what was loaded at this position or a later one.
   *
   * @returns undefined when nothing comes of it, or the turn has lasted too long; the caller loads by itself then
   */
  wait(key: string, position: number): Promise<SharedEntry | undefined>;
  /**
   * Stores an entry, unless something that it was made from has changed since its position: a load that began before a
   * change stores nothing after it.
   */
  store(key: string, ownerId: string | undefined, entry: SharedEntry): Promise<void>;
  /** Ends the turn. If nothing was stored, nobody waits at this position for a while: it would be in vain. */
  settle(key: string, position: number): Promise<void>;
}

export interface SharedLook {
  /** Where the journal of the owner stands. */
  readonly position: number;
  /** An entry that holds there. */
  readonly entry: SharedEntry | undefined;
  /** Who loads it now: `own` is the caller, who settles it in the end; `nobody` where it needn't be, or is in vain. */
  readonly turn: 'own' | 'others' | 'nobody';
}

export interface SharedEntry {
  /** From another process, in its own words: to be checked before it is used. */
  readonly text: string;
  /** Where the journal stood when it was loaded, or later. */
  readonly position: number;
  /** What it was made from, as changes are named. */
  readonly tags: ReadonlySet<string>;
  /** How long it may be used from the beginning of its load, in milliseconds. */
  readonly keepMs: number;
  /** How long ago that was; always less. */
  readonly ageMs: number;
}
