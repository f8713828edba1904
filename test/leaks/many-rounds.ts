import { buildSchema, getOperationAST, parse } from 'graphql';
import { pino } from 'pino';
import { CompiledOperation } from '../../src/edge/execution/compiled-operation.ts';
import { EventReader } from '../../src/events/event-reader.ts';
import { createQueryMeaning } from '../../src/memory/vectors/query-meaning.ts';
import { askOnce } from '../../src/status/ask-once.ts';
import { withDeadline } from '../../src/time/with-deadline.ts';
import { within } from '../../src/time/within.ts';

// Does something many times, as a process that runs for long does, and prints how many bytes each time has left in the
// heap. Run with --expose-gc.

const SIDE_BY_SIDE = 200;
const never = new Promise<never>(() => undefined);
const forLong = new AbortController();

const readers = Array.from({ length: SIDE_BY_SIDE }, () => new EventReader<object>({ next: () => never }));
const meaning = createQueryMeaning({
  model: {
    name: { provider: 'openai', name: 'none' },
    embed: () => Promise.reject(new Error('away')),
    probe: () => Promise.resolve(),
  },
  log: pino({ level: 'silent' }),
});
const asked = askOnce(() => Promise.resolve(1));
const compiled = compiledOperation('query ($n: Int, $b: Boolean!) { number(n: $n, list: [1]) later @include(if: $b) }');

/** What is done, and so many times over by each of those side by side. */
const WORK: Readonly<Record<string, (index: number, round: number) => Promise<unknown>>> = {
  'an event waited for': (index) => readers[index]?.nextWithin(0) ?? never,
  'a call with a deadline': () => withDeadline(60_000, forLong.signal, () => Promise.resolve()),
  'a query without a vector': (index, round) =>
    index < 8 ? meaning.of(`${index} ${round}`, 'nobody') : Promise.resolve(),
  'an answer in time': () => within(60_000, asked()),
  'a run of a compiled operation': async (index) =>
    compiled.run({ contextValue: { index }, rootValue: { later }, variables: { n: index, b: index % 2 === 0 } }),
  // To see that what is measured shows: what this test is against.
  'a race with what never ends': () => Promise.race([never, Promise.resolve()]),
  'a signal made of one that lives long': async () => AbortSignal.any([forLong.signal, new AbortController().signal]),
};

function later(): Promise<number> {
  return Promise.resolve(1);
}

function compiledOperation(text: string): CompiledOperation {
  const schema = buildSchema('type Query { number(n: Int, list: [Int]): Int later: Int }');
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new TypeError('There is no operation.');
  return new CompiledOperation(schema, document, operation);
}

async function heapAfter(rounds: number, work: (index: number, round: number) => Promise<unknown>): Promise<number> {
  for (let round = 0; round < rounds; round++) {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, index) => work(index, round)));
  }
  // What is only weakly held is let go in several steps.
  for (let times = 0; times < 4; times++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const ROUNDS = 100;
const left: Record<string, number> = {};
for (const [name, work] of Object.entries(WORK)) {
  const before = await heapAfter(ROUNDS, work);
  left[name] = Math.round(((await heapAfter(ROUNDS, work)) - before) / (ROUNDS * SIDE_BY_SIDE));
}
process.stdout.write(JSON.stringify(left));
