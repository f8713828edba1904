import type { EventBus } from '../events/event-bus.ts';
import { replyTopic } from './reply-events.ts';
import type { ReplyLog } from './reply-log.ts';
import { GATHER_MS, type WritingPace } from './writing-pace.ts';

/**
 * Writes one attempt's text to the log as it comes: the first piece at once, then what gathered, at the process's pace.
 * One write is under way at a time, so a slow log makes larger pieces instead of a queue.
 */
export class ReplyWriter {
  readonly #log: Pick<ReplyLog, 'append'>;
  readonly #events: EventBus;
  readonly #pace: WritingPace;
  readonly #replyId: string;
  readonly #attempt: number;
  #gathered = '';
  #appending: Promise<void> | undefined;
  #rest: NodeJS.Timeout | undefined;
  #failure: { readonly error: unknown } | undefined;
  #length = 0;
  #written = '';

  constructor(to: {
    log: Pick<ReplyLog, 'append'>;
    events: EventBus;
    pace: WritingPace;
    replyId: string;
    attempt: number;
  }) {
    this.#log = to.log;
    this.#events = to.events;
    this.#pace = to.pace;
    this.#replyId = to.replyId;
    this.#attempt = to.attempt;
  }

  /** How many UTF-16 units were given to it so far. */
  get length(): number {
    return this.#length;
  }

  /** What the log has taken so far. */
  get written(): string {
    return this.#written;
  }

  /** Takes a piece; it is written soon. @throws what an earlier write failed with */
  write(text: string): void {
    if (this.#failure) throw this.#failure.error;
    const isFirst = this.#length === 0;
    this.#gathered += text;
    this.#length += text.length;
    if (this.#appending || this.#rest) return;
    if (isFirst || !this.#pace.isCrowded) this.#appending = this.#append();
    else this.#pace.onBeat(this.#appendGathered);
  }

  /** Writes what has gathered without waiting for its time. @throws what a write failed with */
  async flush(): Promise<void> {
    while (this.#appending || (this.#gathered && !this.#failure)) {
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
    if (this.#gathered && !this.#failure) this.#appending ??= this.#append();
  };

  async #append(): Promise<void> {
    const text = this.#gathered;
    this.#gathered = '';
    try {
      await this.#log.append(this.#replyId, this.#attempt, text);
      const written = { attempt: this.#attempt, from: this.#written.length, text };
      this.#written += text;
      this.#events.publish(replyTopic(this.#replyId), { key: this.#replyId, written });
    } catch (error) {
      this.#failure = { error };
    }
    this.#appending = undefined;
    if (!this.#pace.isCrowded) this.#rest = setTimeout(this.#appendGathered, GATHER_MS);
    else if (this.#gathered) this.#pace.onBeat(this.#appendGathered);
  }
}
