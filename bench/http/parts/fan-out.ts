import { setTimeout as sleep } from 'node:timers/promises';
import { processorMs } from '../../process-usage.ts';
import type { Bench } from '../measuring/open-bench.ts';
import type { Section } from '../measuring/section.ts';
import { ratioOf, spreadOf } from '../measuring/spread.ts';
import { ratio, shown } from '../report/rows.ts';
import { query } from '../schema/news.mjs';
import type { MeasuredServer } from '../servers/measured-server.ts';

const SOCKETS = 1_000;
const ROUNDS = 5;
const WARM_UP_EVENTS = 30;
const MEASURE_MS = 2_000;
/** Until the server has begun the last subscription, or ended it. */
const SETTLE_MS = 400;
/** So many events are under way at a time: the server has the next one when it has sent one. */
const WINDOW = 3;

interface FanOut {
  readonly perSecond: number;
  /** Of the server, for each delivery. */
  readonly microseconds: number;
}

/** One event to many identical subscriptions, on three servers. */
export async function measureFanOut(bench: Bench): Promise<Section> {
  const lex = await bench.lexEdge("Lex's stack", { schema: 'news' });
  const graphqlWs = await bench.peer('graphql-ws as it comes', 'graphql-ws');
  const raw = await bench.peer('raw `ws`, one text to all', 'raw-ws');
  const measured = new Map<MeasuredServer, FanOut[]>([lex, graphqlWs, raw].map((each) => [each, []]));
  for (const server of measured.keys()) server.pause();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [server, results] of measured) {
      server.resume();
      results.push(await fanOut(bench, server));
      server.pause();
    }
  }
  const figures = (server: MeasuredServer, figure: keyof FanOut) =>
    (measured.get(server) ?? []).map((each) => each[figure]);
  const against = (other: MeasuredServer) => ratioOf(figures(lex, 'perSecond'), figures(other, 'perSecond'));
  /** How many times as long the other one's processor is busy with a delivery. */
  const cheaper = (other: MeasuredServer) => ratioOf(figures(other, 'microseconds'), figures(lex, 'microseconds'));
  return {
    title: `one event to ${SOCKETS.toLocaleString('en')} identical subscriptions`,
    about:
      `Each socket has one subscription. The next event is published when one has reached all of them, ${WINDOW} are ` +
      'under way at a time. By processor, a ratio is the other server’s time for a delivery divided by Lex’s.',
    rows: [
      ['server', 'deliveries/s', 'of raw `ws`', 'server’s processor, µs each'],
      ...[...measured.keys()].map((each) => [
        each.name,
        shown(spreadOf(figures(each, 'perSecond'))),
        shown(ratioOf(figures(each, 'perSecond'), figures(raw, 'perSecond')), ratio),
        shown(spreadOf(figures(each, 'microseconds')), (value) => value.toFixed(1)),
      ]),
    ],
    aims: [
      { what: 'deliveries, of raw `ws`', least: 0.6, measured: against(raw) },
      { what: 'deliveries by processor, of raw `ws`', least: 0.6, measured: cheaper(raw) },
      { what: 'deliveries, of graphql-ws', least: 2, measured: against(graphqlWs) },
      { what: 'deliveries by processor, of graphql-ws', least: 2, measured: cheaper(graphqlWs) },
    ],
    unit: 'deliveries/s',
    bars: [...measured.keys()].map((each) => ({
      label: each.name,
      value: spreadOf(figures(each, 'perSecond')).median,
      isLex: each === lex,
    })),
  };
}

async function fanOut({ load }: Bench, server: MeasuredServer): Promise<FanOut> {
  await load.subscribe({ url: server.url, query, sockets: SOCKETS });
  try {
    await sleep(SETTLE_MS);
    const warmUp = await publish(load, server, WARM_UP_EVENTS);
    const events = Math.max(WINDOW, Math.round((WARM_UP_EVENTS * MEASURE_MS) / warmUp.tookMs));
    const { tookMs, processor } = await publish(load, server, events);
    const deliveries = events * SOCKETS;
    return { perSecond: deliveries / (tookMs / 1_000), microseconds: (processor * 1_000) / deliveries };
  } finally {
    await load.closeSubscribers();
    await sleep(SETTLE_MS);
  }
}

async function publish(
  load: Bench['load'],
  server: MeasuredServer,
  events: number,
): Promise<{ readonly tookMs: number; readonly processor: number }> {
  let published = 0;
  const publishNext = (): void => {
    if (published < events) server.publish(++published);
  };
  const [started, before] = [performance.now(), processorMs(server.pid)];
  await load.count(SOCKETS, {
    times: events,
    began: () => {
      for (let waiting = 0; waiting < WINDOW; waiting++) publishNext();
    },
    counted: publishNext,
  });
  return { tookMs: performance.now() - started, processor: processorMs(server.pid) - before };
}
