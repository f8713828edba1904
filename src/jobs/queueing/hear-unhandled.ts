import type { EventBus } from '../../events/event-bus.ts';
import type { JobSweep } from './job-sweep.ts';
import { UNHANDLED_TOPIC } from './unhandled-topic.ts';

/**
 * The delay after another worker had to let a job go. It keeps two workers of different versions from handing a job to
 * and fro without a pause, and lets one sweep add what was let go in one go.
 */
const SOON_MS = 250;

/** Begins a sweep soon after another worker met jobs of kinds that this one knows, and it doesn't. */
export function hearUnhandled({
  events,
  kinds,
  sweep,
}: {
  readonly events: EventBus;
  readonly kinds: readonly string[];
  readonly sweep: Pick<JobSweep, 'begin'>;
}): { close(): Promise<void> } {
  const closing = new AbortController();
  let soon: NodeJS.Timeout | undefined;

  async function listen(): Promise<void> {
    for await (const { key } of events.subscribe(UNHANDLED_TOPIC, { signal: closing.signal })) {
      if (key !== UNHANDLED_TOPIC.missed.key && !kinds.includes(key)) continue;
      soon ??= setTimeout(() => {
        soon = undefined;
        sweep.begin();
      }, SOON_MS).unref();
    }
  }
  // When more is told than can be kept, hearing ends; the sweep that comes every few seconds does the same.
  const listening = listen().catch(() => undefined);

  return {
    async close() {
      closing.abort();
      clearTimeout(soon);
      await listening;
    },
  };
}
