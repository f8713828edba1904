import { EventQueue } from '../../events/event-queue.ts';
import type { EventResult } from './event-result.ts';

/** What a subscriber of a shared source gets: what came of an event, or why no more will come. */
export type Told = { readonly key: string } & (
  | { readonly result: EventResult }
  | { readonly failure: unknown; readonly result?: undefined }
);

/** No event of a source has this key, so that nothing takes its place. */
const FAILURE_KEY = '\0failure';

export interface SharedSourceOptions {
  readonly source: AsyncIterator<unknown>;
  readonly key: (event: unknown) => string;
  readonly resultOf: (event: unknown) => EventResult | Promise<EventResult>;
  /** Called once: the source has ended, or its last subscriber has left. */
  readonly onEnd: () => void;
}

/**
 * One source for several subscribers. What comes of an event is worked out once, and each takes it when it can, from a
 * queue of its own: a slow one holds nobody up.
 */
export class SharedSource {
  readonly #options: SharedSourceOptions;
  readonly #queues = new Set<EventQueue<Told>>();
  #open = true;

  constructor(options: SharedSourceOptions) {
    this.#options = options;
  }

  /** Begins to read the source with the first that joins. */
  join(): EventQueue<Told> {
    const queue = new EventQueue<Told>(() => {
      this.#queues.delete(queue);
      if (this.#queues.size === 0) this.#end(true);
    });
    this.#queues.add(queue);
    if (!this.#open) queue.close();
    else if (this.#queues.size === 1) void this.#read();
    return queue;
  }

  /** Never fails: a failure of the source is told to all. */
  async #read(): Promise<void> {
    const { source, key, resultOf } = this.#options;
    let failure: Told | undefined;
    try {
      for (;;) {
        const { done, value } = await source.next();
        if (done || !this.#open) break;
        const told = { key: key(value), result: await resultOf(value) };
        for (const queue of this.#queues) queue.push(told);
      }
    } catch (error) {
      failure = { key: FAILURE_KEY, failure: error };
    }
    this.#end(false);
    for (const queue of [...this.#queues]) {
      if (failure) queue.push(failure);
      queue.close();
    }
  }

  #end(returnSource: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    this.#options.onEnd();
    // Not awaited, as in TrackedSubscription: nobody is left who could be told of its failure.
    if (returnSource) void Promise.resolve(this.#options.source.return?.()).catch(() => undefined);
  }
}
