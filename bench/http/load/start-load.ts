import { fileURLToPath } from 'node:url';
import { within } from '../../../src/time/within.ts';
import { startProcess } from '../servers/start-process.ts';
import { type LoadOrder, type LoadReport, loadReport, type RequestsOrder, type RequestsResult } from './orders.ts';

// Seen from dist/bench/main.js.
const LOAD = fileURLToPath(new URL('./http/load/load.js', import.meta.url));
const ORDER_TIMEOUT_MS = 60_000;

/** The process that makes the load. It takes one order at a time. */
export interface Load {
  requests(order: Omit<RequestsOrder, 'kind'>): Promise<RequestsResult>;
  /** Resolves when all sockets have sent their subscription. They stay until they are closed. */
  subscribe(order: { readonly url: string; readonly query: string; readonly sockets: number }): Promise<void>;
  /**
   * Resolves when all sockets together have been delivered `each` events for `times` times.
   *
   * @param options.began is called when it counts: what is published then isn't missed
   * @param options.counted is called each time, but for the last
   */
  count(
    each: number,
    options: { readonly times: number; readonly began: () => void; readonly counted: () => void },
  ): Promise<void>;
  closeSubscribers(): Promise<void>;
  stop(): void;
}

export function startLoad(): Load {
  const child = startProcess([], [LOAD]);
  let heard: (report: LoadReport) => void = () => undefined;
  child.on('message', (message) => heard(loadReport.parse(message)));
  child.once('exit', () => heard({ kind: 'failed', message: 'The process that makes the load has ended.' }));

  /** Sends an order, and resolves with the first report that `take` takes for its answer. */
  function send<T>(order: LoadOrder, take: (report: LoadReport) => T | undefined): Promise<T> {
    const answered = new Promise<T>((resolve, reject) => {
      heard = (report) => {
        if (report.kind === 'failed') return reject(new Error(report.message));
        const answer = take(report);
        if (answer !== undefined) resolve(answer);
      };
    });
    child.send(order);
    return within(ORDER_TIMEOUT_MS, answered);
  }
  const isDone = ({ kind }: LoadReport): true | undefined => (kind === 'done' ? true : undefined);

  return {
    requests: (order) =>
      send({ kind: 'requests', ...order }, (report) => (report.kind === 'requests' ? report.result : undefined)),
    subscribe: async (order) => void (await send({ kind: 'subscribe', ...order }, isDone)),
    async count(each, { times, began, counted }) {
      await send({ kind: 'count', each, times }, (report) => {
        if (report.kind === 'counting') began();
        if (report.kind === 'counted') counted();
        return isDone(report);
      });
    },
    closeSubscribers: async () => void (await send({ kind: 'close' }, isDone)),
    stop: () => void child.kill('SIGTERM'),
  };
}
