import { TrackedSubscription, type TrackOptions } from './tracked-subscription.ts';

/** The subscriptions that clients have open, on WebSockets and over SSE together. */
export interface OpenSubscriptions {
  readonly count: number;
  /** Counts a subscription until it ends: see {@link TrackedSubscription}. */
  track<E, T>(source: AsyncIterable<E>, options: TrackOptions<E, T>): AsyncIterableIterator<T>;
}

export function createOpenSubscriptions(): OpenSubscriptions {
  let count = 0;
  return {
    get count() {
      return count;
    },
    track(source, options) {
      count += 1;
      const onEnd = (): void => {
        count -= 1;
        options.onEnd();
      };
      return new TrackedSubscription(source[Symbol.asyncIterator](), { ...options, onEnd });
    },
  };
}
