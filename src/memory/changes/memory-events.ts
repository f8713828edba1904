import { LexError } from '../../errors.ts';
import { type BusEvent, type EventBus, hintTopic, type Topic } from '../../events/event-bus.ts';

/** The record of an owner's memories has changed: the key is the owner's id. */
export const MEMORY_TOPIC: Topic<BusEvent> = hintTopic('memory', '');

/**
 * The owners whose memories have changed, until the signal aborts; undefined stands for anybody, where events were
 * missed.
 */
export async function* changedOwners(events: EventBus, signal: AbortSignal): AsyncGenerator<string | undefined> {
  while (!signal.aborted) {
    try {
      for await (const { key } of events.subscribe(MEMORY_TOPIC, { signal })) yield key === '' ? undefined : key;
      // The bus was closed.
      return;
    } catch (error) {
      if (!(error instanceof LexError) || error.code !== 'OVERLOADED') throw error;
      // More owners changed than a subscription holds while the process had no time to read it.
      yield undefined;
    }
  }
}
