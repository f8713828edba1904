/** Pieces that come within this time travel together: fewer writes, and still smooth to the eye. */
export const GATHER_MS = 15;
/** So many replies at a time are written each at its own pace. */
const AT_OWN_PACE = 16;
/** With more of them all write on one beat, which grows with their number up to a bound that the eye doesn't notice. */
const BEAT_MS_PER_REPLY = 0.3;
const LONGEST_BEAT_MS = 40;

/**
 * When the replies that a process writes take their gathered words to the log.
 *
 * A few write whenever they have something, at most every {@link GATHER_MS}. Many would fill the process's time with single
 * writes, so they write on one beat: what goes to the log together is sent, answered and told of together.
 */
export class WritingPace {
  readonly #waiting = new Set<() => void>();
  #writing = 0;
  #timer: NodeJS.Timeout | undefined;

  /** A reply is being written, until the function that this returns is called. */
  begin(): () => void {
    this.#writing++;
    return () => {
      this.#writing--;
    };
  }

  /** Whether so many replies are being written that they do it on the beat. */
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
