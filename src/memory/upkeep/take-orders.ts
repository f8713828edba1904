import { LRUCache } from 'lru-cache';
import { LexError, messageOf } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { Logger } from '../../log.ts';
import { MEMORY_ORDERS, MEMORY_REPORTS, type MemoryOrder, type MemoryReport, type Outcome } from './memory-orders.ts';
import type { PartitionUpkeep } from './partition-upkeep.ts';

/** A process at work tells so this often, and is taken for gone when it doesn't. */
const REPORT_MS = 2_000;
/** For so long what came of an order is told again to who gives it again. */
const REMEMBERED_MS = 30_000;

interface Underway {
  readonly stop: AbortController;
  report: MemoryReport;
}

/** Lets this process carry out orders, whichever process gives them, until it is closed. */
export function takeMemoryOrders({
  memory,
  processId,
  events,
  log,
}: {
  memory: PartitionUpkeep;
  processId: string;
  events: EventBus;
  log: Logger;
}): { close(): Promise<void> } {
  const closing = new AbortController();
  const underway = new Map<string, Underway>();
  const ended = new LRUCache<string, MemoryReport>({ max: 100, ttl: REMEMBERED_MS });
  const running = new Set<Promise<void>>();
  const tell = (report: MemoryReport) => events.publish(MEMORY_REPORTS, report);
  const timer = setInterval(() => {
    for (const { report } of underway.values()) tell(report);
  }, REPORT_MS).unref();

  async function carryOut(order: MemoryOrder, work: Underway): Promise<void> {
    try {
      const outcome = await doWork(memory, order, work.stop.signal, async (share, step) => {
        work.report = { ...work.report, share, step };
        tell(work.report);
      });
      work.report = { ...work.report, share: 1, outcome };
    } catch (error) {
      const isEnded = work.stop.signal.aborted;
      if (!isEnded) log.warn({ reason: messageOf(error), work: order.work }, 'an order for memory could not be done');
      const reason = error instanceof LexError ? error.message : 'It failed there: see the log of that process.';
      work.report = { ...work.report, error: isEnded ? 'It was ended.' : reason };
    } finally {
      underway.delete(order.key);
      ended.set(order.key, work.report);
      tell(work.report);
    }
  }

  function take(order: MemoryOrder): void {
    if (order.work === 'end') {
      underway.get(order.key)?.stop.abort();
      return;
    }
    if (order.processId !== null && order.processId !== processId) return;
    const known = underway.get(order.key)?.report ?? ended.get(order.key);
    if (known) {
      tell(known);
      return;
    }
    const report = { key: `${order.key}/${processId}`, orderId: order.key, processId, share: 0, step: 'It has begun' };
    const work: Underway = { stop: new AbortController(), report };
    underway.set(order.key, work);
    tell(report);
    const carried = carryOut(order, work).finally(() => running.delete(carried));
    running.add(carried);
  }

  async function listen(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        for await (const order of events.subscribe(MEMORY_ORDERS, { signal: closing.signal })) take(order);
        return;
      } catch (error) {
        // More orders than a subscription holds: they are given again by whoever waits for them.
        log.warn({ reason: messageOf(error) }, 'orders for memory were missed');
      }
    }
  }
  const listening = listen();

  return {
    async close() {
      clearInterval(timer);
      closing.abort();
      for (const { stop } of underway.values()) stop.abort();
      await Promise.all([listening, ...running]);
    },
  };
}

async function doWork(
  memory: PartitionUpkeep,
  { work, ownerId, processId }: MemoryOrder,
  signal: AbortSignal,
  onProgress: (share: number, step: string) => Promise<void>,
): Promise<Outcome> {
  // Where all processes are asked, those that don't serve the owner aren't made to.
  const options = { ownerId: ownerId ?? undefined, mayLoad: processId !== null, signal, onProgress };
  if (work === 'rebuild') {
    return { partitions: await memory.rebuild(options), checked: 0, different: 0, differences: [] };
  }
  const { differences, ...counts } = await memory.check(options);
  return { ...counts, differences: [...differences] };
}
