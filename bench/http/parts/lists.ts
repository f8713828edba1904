import { median } from '../../measure.ts';
import { ask } from '../measuring/ask.ts';
import type { Bench } from '../measuring/open-bench.ts';
import { type Contestant, figuresOf, measureRounds } from '../measuring/rounds.ts';
import type { Section } from '../measuring/section.ts';
import { requestRows } from '../report/rows.ts';
import * as posts from '../schema/posts.mjs';
import { freshCaveat } from './aged.ts';
import { comparison } from './comparison.ts';
import { COMPARISON, NO_CACHE } from './plan.ts';

const BODY = JSON.stringify({ query: posts.query });
const SCHEMA = { schema: 'posts' } as const;

/** The same schema with the same resolvers behind each server. */
export async function measureLists(bench: Bench): Promise<Section> {
  const contestant = async (starting: ReturnType<Bench['peer']>): Promise<Contestant> => {
    const server = await starting;
    return { name: server.name, server, body: BODY, headers: NO_CACHE };
  };
  const lex = await contestant(bench.lexEdge("Lex's stack", SCHEMA));
  const mercurius = await contestant(bench.peer('Mercurius + JIT', 'mercurius', SCHEMA));
  const apollo = await contestant(bench.peer('Apollo Server 5', 'apollo', SCHEMA));
  const yoga = await contestant(bench.peer('plain Yoga', 'yoga', SCHEMA));
  const { text, data } = await ask(lex.server.url, BODY);
  const raw = await contestant(bench.peer('raw `node:http`, the same bytes', 'raw', { answer: text }));
  for (const { name, server } of [mercurius, apollo, yoga]) {
    const theirs = (await ask(server.url, BODY)).data;
    if (JSON.stringify(theirs) !== JSON.stringify(data)) throw new Error(`${name} answers something else.`);
  }
  const measured = await measureRounds(bench.load, [lex, mercurius, apollo, yoga, raw], COMPARISON);
  const caveat = freshCaveat(measured, lex);
  return {
    title: 'a list of 20 with two levels below it, uncached',
    about:
      "The same schema with the same resolvers: Lex's stack is all that the server puts before its resolvers, over " +
      `this schema. An answer has ${Buffer.byteLength(text).toLocaleString('en')} bytes.`,
    rows: requestRows(measured),
    aims: [
      ...comparison(measured, [lex, mercurius], { what: 'the list, of Mercurius + JIT', least: 1, caveat }),
      ...comparison(measured, [lex, apollo], { what: 'the list, of Apollo Server 5', least: 4, caveat }),
      ...comparison(measured, [lex, yoga], { what: 'the list, of plain Yoga', caveat }),
      ...comparison(measured, [lex, raw], { what: 'the list, of raw `node:http`', caveat }),
    ],
    unit: 'requests/s',
    bars: [...measured.keys()].map((each) => ({
      label: each.name,
      value: median(figuresOf(measured, each, 'perSecond')),
      isLex: each === lex,
    })),
  };
}
