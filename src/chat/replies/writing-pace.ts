/** How long pieces are gathered before they are written together: fewer writes, and still smooth to the eye. */
export const GATHER_MS = 15;
/** The most replies at a time that are each written at their own pace. */
const AT_OWN_PACE = 16;
/** Above that number all write on one beat, which grows with their number up to a bound that the eye doesn't notice. */
const BEAT_MS_PER_REPLY = 0.3;
const LONGEST_BEAT_MS = 40;

/**
 * Decides when the replies that a process writes append their gathered words to the log.
 *
 * A few replies write whenever they have something, at most every {@link GATHER_MS}. Many replies would fill the
 * process's time with single writes, so they write on one beat: appends made together are sent, answered and announced
 * together.
 */
export class WritingPace {
  readonly #waiting = new Set<() => void>();
  #writing = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Counts a reply as being written, until the returned function is called. */
  begin(): () => void {
    this.#writing++;
    return () => {
      this.#writing--;
    };
  }

  /** Whether so many replies are being written that they write on the beat. */
  get isCrowded(): boolean {
    return this.#writing > AT_OWN_PACE;
  }

  /** Calls `write` on the next beat, once. */
  onBeat(write: () => void): void {
    this.#waiting.add(write);
    const beatMs = Math.min(Math.max(GATHER_MS, this.#writing * BEAT_MS_PER_REPLY), LONGEST_BEAT_MS);
    this.#timer ??= setTimeout(this.#beat, beatMs);
  }

  leaveBeat(write: () => void): void {
    this.#waiting.delete(write);
  }

  readonly #beat = (): void => {
    this.#timer = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const write of waiting) write();
  };
}
