import type { BusEvent, EventBus, Topic } from './event-bus.ts';
import { EventQueue } from './event-queue.ts';

/** A queue, whatever its topic's events are. */
interface Subscriber {
  push(event: BusEvent): void;
  close(): void;
}

/** Events between the parts of one process. */
export class LocalEventBus implements EventBus {
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  #subscriptions = 0;

  get subscriptions(): number {
    return this.#subscriptions;
  }

  publish<E extends BusEvent>(topic: Topic<E>, event: E): void {
    for (const subscriber of this.#subscribers.get(topic) ?? []) subscriber.push(event);
  }

  subscribe<E extends BusEvent>(topic: Topic<E>, { signal }: { readonly signal: AbortSignal }): EventQueue<E> {
    const subscribers = this.#subscribers.get(topic) ?? new Set();
    const onAbort = () => queue.close();
    const queue = new EventQueue<E>(() => {
      signal.removeEventListener('abort', onAbort);
      this.#subscriptions--;
      subscribers.delete(queue);
      if (subscribers.size === 0) this.#subscribers.delete(topic);
    });
    this.#subscriptions++;
    subscribers.add(queue);
    this.#subscribers.set(topic, subscribers);
    if (signal.aborted) queue.close();
    else signal.addEventListener('abort', onAbort, { once: true });
    return queue;
  }

  close(): void {
    for (const subscribers of this.#subscribers.values()) {
      for (const subscriber of [...subscribers]) subscriber.close();
    }
  }
}
