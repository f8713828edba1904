import { addRun, type ReplyRun } from '../messages/reply-run.ts';
import type { ReplyLog } from './log/reply-log.ts';
import { GATHER_MS, type WritingPace } from './writing-pace.ts';

/**
 * How often a model may go back from text to reasoning. Reasoning after that is dropped: the row has a length for each
 * change, and no useful answer has this many.
 */
export const MOST_RETURNS_TO_REASONING = 500;

/**
 * Appends the text and the reasoning of an attempt to the log as they come. The first piece is written at once, further
 * pieces are gathered and written at the pace of the process. Only one write is under way at a time, so a slow log
 * leads to larger pieces, not to a queue.
 */
export class ReplyWriter {
  readonly #log: Pick<ReplyLog, 'append'>;
  readonly #begun: Promise<void>;
  readonly #pace: WritingPace;
  readonly #replyId: string;
  readonly #attempt: number;
  #gathered: ReplyRun[] = [];
  #appending: Promise<void> | undefined;
  #rest: NodeJS.Timeout | undefined;
  #failure: { readonly error: unknown } | undefined;
  readonly #given = { text: 0, reasoning: 0 };
  #lastKind: ReplyRun['kind'] | undefined;
  #returnsToReasoning = 0;
  readonly #written: ReplyRun[] = [];

  /** @param to.begun resolves when the log is ready for the attempt, and fails when it is another's */
  constructor(to: {
    log: Pick<ReplyLog, 'append'>;
    begun: Promise<void>;
    pace: WritingPace;
    replyId: string;
    attempt: number;
  }) {
    this.#log = to.log;
    this.#begun = to.begun;
    // Its failure is that of the first write, which may never come.
    this.#begun.catch(() => undefined);
    this.#pace = to.pace;
    this.#replyId = to.replyId;
    this.#attempt = to.attempt;
  }

  /** How many UTF-16 units of each kind `write` was given so far. */
  get given(): Readonly<Record<ReplyRun['kind'], number>> {
    return this.#given;
  }

  /** What the log has accepted so far. */
  get written(): readonly ReplyRun[] {
    return this.#written;
  }

  /**
   * Takes a piece, which is written soon.
   *
   * @throws what an earlier write failed with
   */
  write(piece: ReplyRun): void {
    if (this.#failure) throw this.#failure.error;
    const isFirst = this.#lastKind === undefined;
    this.#given[piece.kind] += piece.text.length;
    if (!this.#isWritten(piece)) return;
    addRun(this.#gathered, piece);
    if (this.#appending || this.#rest) return;
    if (isFirst || !this.#pace.isCrowded) this.#appending = this.#append();
    else this.#pace.onBeat(this.#appendGathered);
  }

  /** Whether a piece is written at all. */
  #isWritten({ kind }: ReplyRun): boolean {
    if (kind === 'reasoning' && this.#lastKind === 'text') {
      if (this.#returnsToReasoning === MOST_RETURNS_TO_REASONING) return false;
      this.#returnsToReasoning++;
    }
    this.#lastKind = kind;
    return true;
  }

  /**
   * Writes everything that has gathered, without waiting for its time.
   *
   * @throws what a write failed with
   */
  async flush(): Promise<void> {
    while (this.#appending || (this.#gathered.length > 0 && !this.#failure)) {
      this.#appending ??= this.#append();
      await this.#appending;
    }
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#pace.leaveBeat(this.#appendGathered);
    if (this.#failure) throw this.#failure.error;
  }

  readonly #appendGathered = (): void => {
    this.#rest = undefined;
    if (this.#gathered.length > 0 && !this.#failure) this.#appending ??= this.#append();
  };

  async #append(): Promise<void> {
    try {
      await this.#begun;
      const runs = this.#gathered;
      this.#gathered = [];
      for (const run of runs) {
        await this.#log.append(this.#replyId, this.#attempt, run);
        addRun(this.#written, run);
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#appending = undefined;
    if (!this.#pace.isCrowded) this.#rest = setTimeout(this.#appendGathered, GATHER_MS);
    else if (this.#gathered.length > 0) this.#pace.onBeat(this.#appendGathered);
  }
}
