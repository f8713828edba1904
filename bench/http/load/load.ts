import { type LoadOrder, type LoadReport, loadOrder } from './orders.ts';
import { sendRequests } from './send-requests.ts';
import { openSubscribers, type Subscribers } from './subscribers.ts';

// The process that makes the load. The benchmark starts it, and gives it one order at a time.

let subscribers: Subscribers | undefined;

const tell = (report: LoadReport): void => void process.send?.(report);
const failed = (error: unknown): void => tell({ kind: 'failed', message: String(error) });

async function obey(order: LoadOrder): Promise<void> {
  switch (order.kind) {
    case 'requests':
      return tell({ kind: 'requests', result: await sendRequests(order) });
    case 'subscribe':
      subscribers = await openSubscribers(order, failed);
      return tell({ kind: 'done' });
    case 'count':
      // Said first, since whoever hears it publishes what is counted.
      tell({ kind: 'counting' });
      await subscribers?.count(order.each, { times: order.times, counted: () => tell({ kind: 'counted' }) });
      return tell({ kind: 'done' });
    case 'close':
      subscribers?.close();
      subscribers = undefined;
      return tell({ kind: 'done' });
  }
}

process.on('message', (message) => {
  obey(loadOrder.parse(message)).catch(failed);
});
process.once('disconnect', () => process.exit());
