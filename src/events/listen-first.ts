import type { BusEvent } from './event-bus.ts';

/**
 * Reads what a watcher has to know before its first event, while events are already held for it: so nothing happens
 * unseen between the two.
 *
 * @param events a subscription, which ends when the reading fails
 * @throws what `read` throws
 */
export async function listenFirst<Known>(
  events: AsyncIterableIterator<BusEvent>,
  read: () => Promise<Known>,
): Promise<Known> {
  try {
    return await read();
  } catch (error) {
    await events.return?.();
    throw error;
  }
}
