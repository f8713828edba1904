import type { EventBus } from '../events/event-bus.ts';
import { replyTopic } from './reply-events.ts';
import type { ReplyLog } from './reply-log.ts';

/** Pieces that come within this time travel together: fewer writes, and still smooth to the eye. */
export const GATHER_MS = 15;

/**
 * Writes one attempt's text to the log as it comes: the first piece at once, then what gathered in each interval.
 * One write is under way at a time, so a slow log makes larger pieces instead of a queue.
 */
export class ReplyWriter {
  readonly #log: Pick<ReplyLog, 'append'>;
  readonly #events: EventBus;
  readonly #replyId: string;
  readonly #attempt: number;
  #gathered = '';
  #appending: Promise<void> | undefined;
  #pause: NodeJS.Timeout | undefined;
  #failure: { readonly error: unknown } | undefined;
  #length = 0;
  #written = '';

  constructor(log: Pick<ReplyLog, 'append'>, events: EventBus, replyId: string, attempt: number) {
    this.#log = log;
    this.#events = events;
    this.#replyId = replyId;
    this.#attempt = attempt;
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
    this.#gathered += text;
    this.#length += text.length;
    if (!this.#pause) this.#appending ??= this.#append();
  }

  /** Writes what has gathered without waiting for its interval. @throws what a write failed with */
  async flush(): Promise<void> {
    while (this.#appending || (this.#gathered && !this.#failure)) {
      this.#appending ??= this.#append();
      await this.#appending;
    }
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (this.#failure) throw this.#failure.error;
  }

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
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (this.#gathered && !this.#failure) this.#appending ??= this.#append();
    }, GATHER_MS);
  }
}
