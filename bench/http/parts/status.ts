import { median } from '../../measure.ts';
import type { Bench } from '../measuring/open-bench.ts';
import { type Contestant, figuresOf, measureRounds } from '../measuring/rounds.ts';
import type { Section } from '../measuring/section.ts';
import { requestRows } from '../report/rows.ts';
import { agedCaveat, agedNote, freshCaveat } from './aged.ts';
import { comparison } from './comparison.ts';
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
  return {
    title: 'status',
    about:
      'The built server is asked for its status, as `npm start` starts it, embedded. Mercurius has the same types ' +
      'and a resolver that returns a ready object; `node:http` reads the body and answers the same bytes. ' +
      `${agedNote(measured, asItComes)} ${agedNote(measured, uncached)}`,
    rows: requestRows(measured),
    aims: [
      ...comparison(measured, [asItComes, peer], {
        what: 'status from the cache, of Mercurius + JIT',
        least: 1.25,
        caveat: agedCaveat(measured, asItComes),
      }),
      ...comparison(measured, [asItComes, least], {
        what: 'status from the cache, of raw `node:http`',
        least: 0.65,
        caveat: agedCaveat(measured, asItComes),
      }),
      ...comparison(measured, [uncached, peer], {
        what: 'status, never from a cache, of Mercurius + JIT',
        least: 0.7,
        caveat: freshCaveat(measured, uncached),
      }),
    ],
    unit: 'requests/s',
    bars: [...measured.keys()].map((each) => ({
      label: each.name,
      value: median(figuresOf(measured, each, 'perSecond')),
      isLex: each.server === lex,
    })),
  };
}
