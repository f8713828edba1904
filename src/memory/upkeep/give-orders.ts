import type { EventBus } from '../../events/event-bus.ts';
import type { OnProgress } from './memory-check.ts';
import {
  MEMORY_ORDERS,
  MEMORY_REPORTS,
  type MemoryOrder,
  type MemoryProcess,
  type MemoryProcesses,
  type MemoryReport,
  type Outcome,
} from './memory-orders.ts';

/** What came of an order at one process: something, a failure, or nothing, since it told nothing any more. */
export type ProcessOutcome = { readonly process: MemoryProcess } & (
  | { readonly state: 'DONE'; readonly outcome: Outcome }
  | { readonly state: 'FAILED'; readonly error: string }
  | { readonly state: 'SILENT' }
);

/** Has an order carried out by the process that it names, or by all, and tells what came of it at each. */
export type GiveMemoryOrder = (
  order: MemoryOrder,
  options: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
) => Promise<ProcessOutcome[]>;

/** An order may be lost as any event may: it is given so many times to a process that tells nothing. */
const TRIES = 5;

/** @param deps.silentMs a process that has told nothing for so long is taken for gone. @default 15 s */
export function createGiveMemoryOrder({
  events,
  processes,
  silentMs = 15_000,
}: {
  events: EventBus;
  processes: MemoryProcesses;
  silentMs?: number;
}): GiveMemoryOrder {
  return async (order, { signal, onProgress }) => {
    const live = await processes.list();
    const meant = order.processId === null ? live : live.filter(({ id }) => id === order.processId);
    const waiting = new WaitingFor(meant);
    const over = new AbortController();
    const either = AbortSignal.any([over.signal, signal]);
    const give = () => {
      if (waiting.forget(silentMs)) events.publish(MEMORY_ORDERS, order);
      else over.abort();
    };
    const timer = setInterval(give, silentMs / TRIES);
    try {
      const reports = await events.listen(MEMORY_REPORTS, { signal: either });
      give();
      for await (const report of reports) {
        if (report.orderId !== order.key) continue;
        if (!waiting.hear(report)) break;
        await onProgress(waiting.share, report.step);
      }
      if (signal.aborted) events.publish(MEMORY_ORDERS, { ...order, work: 'end' });
      signal.throwIfAborted();
      return waiting.outcomes();
    } finally {
      clearInterval(timer);
      over.abort();
    }
  };
}

/** The processes that are to carry an order out, and what they have told of it. */
class WaitingFor {
  readonly #processes: readonly MemoryProcess[];
  readonly #reports = new Map<string, MemoryReport>();
  readonly #heardAt = new Map<string, number>();
  readonly #silent = new Set<string>();

  constructor(processes: readonly MemoryProcess[]) {
    this.#processes = processes;
    for (const { id } of processes) this.#heardAt.set(id, performance.now());
  }

  /** Of all of them, from 0 to 1. */
  get share(): number {
    const shares = this.#processes.map(({ id }) => (this.#isOver(id) ? 1 : (this.#reports.get(id)?.share ?? 0)));
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  }

  /** @returns whether there is more to come */
  hear(report: MemoryReport): boolean {
    if (this.#heardAt.has(report.processId)) {
      this.#reports.set(report.processId, report);
      this.#heardAt.set(report.processId, performance.now());
      this.#silent.delete(report.processId);
    }
    return this.#isMoreToCome();
  }

  /** Waits no longer for those that have told nothing for so long. @returns whether there is more to come */
  forget(silentMs: number): boolean {
    for (const [id, heardAt] of this.#heardAt) if (performance.now() - heardAt > silentMs) this.#silent.add(id);
    return this.#isMoreToCome();
  }

  outcomes(): ProcessOutcome[] {
    return this.#processes.map((process) => {
      const { outcome, error } = this.#reports.get(process.id) ?? {};
      if (outcome) return { process, state: 'DONE', outcome };
      return error === undefined ? { process, state: 'SILENT' } : { process, state: 'FAILED', error };
    });
  }

  #isMoreToCome(): boolean {
    return this.#processes.some(({ id }) => !this.#isOver(id));
  }

  #isOver(id: string): boolean {
    const report = this.#reports.get(id);
    return this.#silent.has(id) || report?.outcome !== undefined || report?.error !== undefined;
  }
}
