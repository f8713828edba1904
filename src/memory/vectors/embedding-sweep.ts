import { formatModelName } from '../../config/model-name.ts';
import { messageOf } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { JobService } from '../../jobs/job-service.ts';
import type { Logger } from '../../log.ts';
import type { EmbeddingModel } from '../../models/embeddings.ts';
import type { Schedules } from '../../time/schedules.ts';
import { changedOwners } from '../changes/memory-events.ts';
import type { VectorStore } from './vector-store.ts';

/**
 * Looks for memories that lack a vector, and stores a job for each of their owners. So `remember` needn't wait for
 * vectors.
 */
export interface EmbeddingSweep {
  close(): Promise<void>;
}

const SWEEP_MS = 5_000;
/** The delay after something was remembered, so that what is remembered in one go gets a single job. */
const SOON_MS = 200;
/** The least time between two sweeps: each batch of vectors also counts as a change of memory. */
const GAP_MS = 2_000;
/** How long an owner gets no new job after one failed or was cancelled: the provider may be down, or the key wrong. */
const PAUSE_MS = 5 * 60_000;

export function startEmbeddingSweep(deps: {
  vectors: VectorStore;
  model: EmbeddingModel;
  events: EventBus;
  jobs: Pick<JobService, 'announce'>;
  schedules: Schedules;
  log: Logger;
}): EmbeddingSweep {
  const { vectors, events, jobs, schedules, log } = deps;
  const model = formatModelName(deps.model.name);
  const closing = new AbortController();
  let soon: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;

  async function sweep(): Promise<void> {
    try {
      for (const job of await vectors.addJobs(model, { pauseMs: PAUSE_MS })) await jobs.announce(job);
    } finally {
      last = performance.now();
    }
  }

  const sweeping = schedules.repeat({
    name: 'vectors of memories',
    does: 'Looks for memories that lack a vector, and begins jobs that make them.',
    everyMs: SWEEP_MS,
    work: sweep,
    failed: (error) => log.warn({ reason: messageOf(error) }, 'what lacks vectors could not be looked for'),
  });

  async function listen(): Promise<void> {
    for await (const _ of changedOwners(events, closing.signal)) {
      const waitMs = Math.max(SOON_MS, last + GAP_MS - performance.now());
      soon ??= setTimeout(() => {
        soon = undefined;
        sweeping.begin();
      }, waitMs).unref();
    }
  }
  const listening = listen();
  sweeping.begin();

  return {
    async close() {
      closing.abort();
      await listening;
      clearTimeout(soon);
      await sweeping.close();
    },
  };
}
