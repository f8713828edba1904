import type { BusEvent, EventBus, Topic } from './event-bus.ts';
import { EventQueue } from './event-queue.ts';

/** A queue for events of any form. */
interface Subscriber {
  push(event: BusEvent): void;
  close(): void;
}

/** Is told which topics have subscribers. */
export interface Listening {
  /** A topic has its first subscriber. */
  began(topic: Topic<BusEvent>): void;
  /** A topic has no subscribers any more. */
  ended(topic: Topic<BusEvent>): void;
}

/** Events between the parts of one process. */
export class LocalEventBus implements EventBus {
  readonly #subscribers = new Map<string, Set<Subscriber>>();
  readonly #listening: Listening | undefined;
  #subscriptions = 0;

  constructor(listening?: Listening) {
    this.#listening = listening;
  }

  get subscriptions(): number {
    return this.#subscriptions;
  }

  publish<E extends BusEvent>({ name }: Topic<E>, event: E): void {
    for (const subscriber of this.#subscribers.get(name) ?? []) subscriber.push(event);
  }

  subscribe<E extends BusEvent>(topic: Topic<E>, { signal }: { readonly signal: AbortSignal }): EventQueue<E> {
    const { name } = topic;
    const subscribers = this.#subscribers.get(name) ?? new Set();
    const onAbort = () => queue.close();
    const queue = new EventQueue<E>(() => {
      signal.removeEventListener('abort', onAbort);
      this.#subscriptions--;
      subscribers.delete(queue);
      if (subscribers.size > 0) return;
      this.#subscribers.delete(name);
      this.#listening?.ended(topic);
    });
    this.#subscriptions++;
    subscribers.add(queue);
    this.#subscribers.set(name, subscribers);
    if (subscribers.size === 1) this.#listening?.began(topic);
    if (signal.aborted) queue.close();
    else signal.addEventListener('abort', onAbort, { once: true });
    return queue;
  }

  async listen<E extends BusEvent>(topic: Topic<E>, options: { readonly signal: AbortSignal }): Promise<EventQueue<E>> {
    return this.subscribe(topic, options);
  }

  close(): void {
    for (const subscribers of this.#subscribers.values()) {
      for (const subscriber of [...subscribers]) subscriber.close();
    }
  }
}
