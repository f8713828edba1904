import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../measure.ts';
import { processorMs } from '../../process-usage.ts';
import { KeptConnection } from './kept-connection.ts';
import type { RequestsOrder, RequestsResult } from './orders.ts';
import { atPace, type Pacing, withoutPause } from './pacing.ts';

/**
 * Sends the same request over a few connections for a while, and measures what is answered after the warm-up.
 *
 * @throws when a connection breaks, or an answer isn't a 200
 */
export async function sendRequests(order: RequestsOrder): Promise<RequestsResult> {
  const request = bytesOf(order);
  const due = new Float64Array(order.connections);
  const samples: number[] = [];
  let isMeasuring = false;
  let aged = 0;
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => undefined);

  const begin = (index: number, at: number): void => {
    due[index] = at;
    connections[index]?.send(request);
  };
  const pacing: Pacing = order.perSecond === undefined ? withoutPause(begin) : atPace(order.perSecond, begin);
  const port = Number(new URL(order.url).port);
  const connections = Array.from(
    { length: order.connections },
    (_, index) =>
      new KeptConnection(port, {
        failed: (error) => fail(error),
        answer({ status, aged: isAged }) {
          if (status !== 200) return fail(new Error(`An answer has the status ${status}.`));
          if (isMeasuring) {
            samples.push(performance.now() - (due[index] ?? Number.NaN));
            if (isAged) aged++;
          }
          pacing.idle(index);
        },
      }),
  );
  try {
    for (const index of connections.keys()) pacing.idle(index);
    await Promise.race([sleep(order.warmUpMs), failed]);
    isMeasuring = true;
    const [started, serverMs, own] = [performance.now(), processorMs(order.serverPid), process.cpuUsage()];
    await Promise.race([sleep(order.measureMs), failed]);
    isMeasuring = false;
    const tookMs = performance.now() - started;
    if (samples.length === 0) throw new Error(`${order.url} answered nothing within ${order.measureMs} ms.`);
    const serverTook = processorMs(order.serverPid) - serverMs;
    const { user, system } = process.cpuUsage(own);
    return {
      perSecond: samples.length / (tookMs / 1_000),
      p50Ms: percentile(samples, 0.5),
      p99Ms: percentile(samples, 0.99),
      serverMicroseconds: (serverTook * 1_000) / samples.length,
      serverBusy: serverTook / tookMs,
      loadBusy: (user + system) / 1_000 / tookMs,
      agedShare: aged / samples.length,
    };
  } finally {
    pacing.stop();
    for (const connection of connections) connection.close();
  }
}

function bytesOf({ url, body, headers }: RequestsOrder): Buffer {
  const { host, pathname } = new URL(url);
  const all = { host, 'content-type': 'application/json', accept: 'application/json', ...headers };
  const lines = Object.entries({ ...all, 'content-length': Buffer.byteLength(body) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${head}\r\n${body}`);
}
