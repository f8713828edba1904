import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../../process-usage.ts';
import type { Bench } from '../measuring/open-bench.ts';
import type { Section } from '../measuring/section.ts';
import { spreadOf } from '../measuring/spread.ts';
import { rounded } from '../report/rows.ts';
import { query as news } from '../schema/news.mjs';
import type { MeasuredServer } from '../servers/measured-server.ts';

const SUBSCRIPTIONS = 10_000;
/** Files that a process has open besides its sockets. */
const OTHER_FILES = 200;
const WARM_UP = 500;
/** After the last subscription, until nothing of its beginning is left. */
const SETTLE_MS = 4_000;
const KIB = 1_024;
const ANY_JOB = 'subscription { jobUpdated { id state progress } }';

/** What a subscription costs in memory while nothing happens. */
export async function measureIdle(bench: Bench): Promise<Section> {
  const files = openFilesLimit();
  const count = Math.min(SUBSCRIPTIONS, files - OTHER_FILES);
  const servers = [
    { server: await bench.lex('Lex, the whole server'), query: ANY_JOB },
    { server: await bench.lexEdge("Lex's stack", { schema: 'news' }), query: news },
    { server: await bench.peer('graphql-ws as it comes', 'graphql-ws'), query: news },
    { server: await bench.peer('raw `ws`', 'raw-ws'), query: news },
  ];
  const rows: string[][] = [];
  const costs: number[] = [];
  for (const { server, query } of servers) {
    const { before, after } = await subscribe(bench, server, query, count);
    const each = (after - before) / count;
    costs.push(each / KIB);
    rows.push([server.name, (each / KIB).toFixed(1), ...[before, after].map((bytes) => rounded(bytes / 1e6))]);
  }
  const [lex = Number.NaN] = costs;
  return {
    title: `${SUBSCRIPTIONS.toLocaleString('en')} idle subscriptions`,
    about:
      `Each has a socket of its own, and no event comes. Of each process \`ulimit -n\` allows ${rounded(files)} open ` +
      `files, so there are ${rounded(count)} subscriptions. Before they are counted, ${rounded(WARM_UP)} others have ` +
      'come and gone.',
    rows: [['server', 'KiB each', 'MB before', 'MB with all of them'], ...rows],
    aims: [{ what: 'resident memory of an idle subscription', most: 12, unit: 'KiB', measured: spreadOf([lex]) }],
    unit: 'KiB each',
    bars: [],
  };
}

async function subscribe(
  { load }: Bench,
  { url, pid }: MeasuredServer,
  query: string,
  count: number,
): Promise<{ readonly before: number; readonly after: number }> {
  await load.subscribe({ url, query, sockets: WARM_UP });
  await load.closeSubscribers();
  await sleep(SETTLE_MS / 2);
  const before = residentBytes(pid);
  await load.subscribe({ url, query, sockets: count });
  await sleep(SETTLE_MS);
  const after = residentBytes(pid);
  await load.closeSubscribers();
  return { before, after };
}

function openFilesLimit(): number {
  const [, limit] = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return Number(limit);
}
