import { LexError } from '../errors.ts';
import { type BusEvent, MAX_WAITING_KEYS } from './event-bus.ts';

/**
 * The events that one subscriber hasn't read yet: the newest of each key, in the order in which the keys came.
 *
 * The queue is bounded whatever the subscriber does. The last event of a key, which may tell its end, is never dropped.
 */
export class EventQueue<E extends BusEvent> implements AsyncIterableIterator<E> {
  readonly #waiting = new Map<string, E>();
  readonly #onClose: () => void;
  #reader: { resolve: (result: IteratorResult<E>) => void; reject: (error: unknown) => void } | undefined;
  #state: 'open' | 'closed' | 'overflown' = 'open';

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  push(event: E): void {
    if (this.#state !== 'open') return;
    if (this.#reader) {
      this.#reader.resolve({ done: false, value: event });
      this.#reader = undefined;
      return;
    }
    this.#waiting.set(event.key, event);
    if (this.#waiting.size > MAX_WAITING_KEYS) this.#end('overflown');
  }

  /** Drops what hasn't been read yet. */
  clear(): void {
    this.#waiting.clear();
  }

  close(): void {
    if (this.#state === 'open') this.#end('closed');
  }

  next(): Promise<IteratorResult<E>> {
    const first = this.#waiting.entries().next();
    if (!first.done) {
      const [key, value] = first.value;
      this.#waiting.delete(key);
      return Promise.resolve({ done: false, value });
    }
    if (this.#state === 'overflown') {
      this.#state = 'closed';
      return Promise.reject(overflow());
    }
    if (this.#state === 'closed') return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  return(): Promise<IteratorResult<E>> {
    this.clear();
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(state: 'closed' | 'overflown'): void {
    this.#state = state;
    if (state === 'overflown') this.#waiting.clear();
    this.#reader?.resolve({ done: true, value: undefined });
    this.#reader = undefined;
    this.#onClose();
  }
}

function overflow(): LexError {
  return new LexError('OVERLOADED', 'This subscription was read too slowly and has been ended: subscribe again.', {
    retryAfterMs: 1_000,
  });
}
