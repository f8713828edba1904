import type { Bench } from '../measuring/open-bench.ts';
import { type Contestant, figuresOf, measureRounds } from '../measuring/rounds.ts';
import type { Section } from '../measuring/section.ts';
import { ratioOf, spreadOf } from '../measuring/spread.ts';
import { requestRows } from '../report/rows.ts';
import { agedCaveat, agedNote } from './aged.ts';
import { COMPARISON, NO_CACHE } from './plan.ts';
import { askedForStatus } from './status-servers.ts';

/** The whole server against a server without anything behind its resolver. */
export async function measureStatus(bench: Bench): Promise<Section> {
  const { lex, mercurius, body, answer } = await askedForStatus(bench);
  const raw = await bench.peer('node:http', 'raw', { answer });
  const before = await bench.before?.('Lex before');
  const asItComes: Contestant = { name: 'Lex, the whole server', server: lex, body };
  const uncached: Contestant = { name: 'Lex, `no-cache`', server: lex, body, headers: NO_CACHE };
  const peer: Contestant = { name: 'Mercurius + JIT, uncached', server: mercurius, body };
  const least: Contestant = { name: 'raw `node:http`, the same bytes', server: raw, body };
  const measured = await measureRounds(
    bench.load,
    [
      asItComes,
      uncached,
      ...(before ? [{ name: 'Lex before, the whole server', server: before, body }] : []),
      peer,
      least,
    ],
    COMPARISON,
  );
  const rates = (contestant: Contestant) => figuresOf(measured, contestant, 'perSecond');
  const caveat = agedCaveat(measured, asItComes);
  return {
    title: 'status',
    about:
      'The built server as `npm start` starts it, embedded, is asked for its status; Mercurius has the same types and ' +
      `a resolver that returns a ready object; \`node:http\` reads the body and answers the same bytes. ` +
      `${agedNote(measured, asItComes)} ${agedNote(measured, uncached)}`,
    rows: requestRows(measured),
    aims: [
      {
        what: 'status from the cache, of Mercurius + JIT',
        least: 1.25,
        measured: ratioOf(rates(asItComes), rates(peer)),
        caveat,
      },
      {
        what: 'status from the cache, of raw `node:http`',
        least: 0.65,
        measured: ratioOf(rates(asItComes), rates(least)),
        caveat,
      },
      {
        what: 'status, never from a cache, of Mercurius + JIT',
        least: 0.7,
        measured: ratioOf(rates(uncached), rates(peer)),
      },
    ],
    unit: 'requests/s',
    bars: [...measured.keys()].map((each) => ({
      label: each.name,
      value: spreadOf(rates(each)).median,
      isLex: each.server === lex,
    })),
  };
}
