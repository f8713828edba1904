import type { Bench } from '../measuring/open-bench.ts';
import { type Contestant, figuresOf, measureRounds } from '../measuring/rounds.ts';
import type { Section } from '../measuring/section.ts';
import { ratioOf, spreadOf } from '../measuring/spread.ts';
import { rounded, shown } from '../report/rows.ts';
import * as posts from '../schema/posts.mjs';
import { NO_CACHE } from './plan.ts';
import { askedForStatus } from './status-servers.ts';

const HIGHEST = { rounds: 3, warmUpMs: 400, measureMs: 1_000 };
const AT_HALF = { rounds: 3, warmUpMs: 500, measureMs: 2_500 };
const SCHEMA = { schema: 'posts' } as const;

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);

/** How late the slowest answers are while a server has half of the requests that it can answer. */
export async function measureTail(bench: Bench): Promise<Section> {
  const { lex, mercurius, body } = await askedForStatus(bench);
  const listBody = JSON.stringify({ query: posts.query });
  const stack = await bench.lexEdge("Lex's stack", SCHEMA);
  const lists = await bench.peer('Mercurius + JIT', 'mercurius', SCHEMA);
  const theirStatus: Contestant = { name: 'Mercurius + JIT: status', server: mercurius, body };
  const pairs: readonly (readonly [what: string, ours: Contestant, theirs: Contestant])[] = [
    ['status', { name: 'Lex, the whole server: status', server: lex, body }, theirStatus],
    [
      'status, never from a cache',
      { name: 'Lex, the whole server: status, `no-cache`', server: lex, body, headers: NO_CACHE },
      theirStatus,
    ],
    [
      'the list',
      { name: "Lex's stack: the list", server: stack, body: listBody, headers: NO_CACHE },
      { name: 'Mercurius + JIT: the list', server: lists, body: listBody, headers: NO_CACHE },
    ],
  ];
  const all = [...new Set(pairs.flatMap(([, ours, theirs]) => [ours, theirs]))];
  const highest = await measureRounds(bench.load, all, HIGHEST);
  const halved = new Map(
    all.map((each) => [each, { ...each, perSecond: spreadOf(figuresOf(highest, each, 'perSecond')).median / 2 }]),
  );
  const measured = await measureRounds(bench.load, [...halved.values()], AT_HALF);
  const figures = (each: Contestant, figure: 'p50Ms' | 'p99Ms') => {
    const half = halved.get(each);
    return half ? figuresOf(measured, half, figure) : [];
  };
  return {
    title: 'how late the slowest answers are',
    about:
      'Requests come evenly, half as many as the server answered at most, and wait for no answer. A time begins when ' +
      'the request is due, and includes the wait for a free connection.',
    rows: [
      ['server', 'requests/s', 'p50, ms', 'p99, ms'],
      ...all.map((each) => [
        each.name,
        rounded(halved.get(each)?.perSecond ?? Number.NaN),
        shown(spreadOf(figures(each, 'p50Ms')), ms),
        shown(spreadOf(figures(each, 'p99Ms')), ms),
      ]),
    ],
    aims: pairs.map(([what, ours, theirs]) => ({
      what: `p99 of ${what}, of Mercurius + JIT’s`,
      most: 1,
      measured: ratioOf(figures(ours, 'p99Ms'), figures(theirs, 'p99Ms')),
    })),
    unit: 'ms',
    bars: [],
  };
}
