import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../src/memory/engine/lmdb-memory-engine.ts';
import type { MemoryEngine, MemoryScope } from '../../src/memory/engine/memory-engine.ts';
import { createRandom } from '../../test/support/random.ts';
import { median, percentile } from '../measure.ts';
import { startServer, withDataDirectory } from '../server-process.ts';
import { machine, markdownTable } from '../table.ts';
import { type GraphqlCall, measureLocomo } from './locomo.ts';
import { madeChanges, madeQueries, madeTexts } from './made-corpus.ts';
import { createMiniSearch } from './minisearch-peer.ts';

// `npm run bench -- memory`: the engine in this process, then a server in a process of its own, compared with
// MiniSearch and with LMDB alone. The texts are made up, and the same in each run. To fill the engine takes half a
// minute.

const MEMORIES = 100_000;
const OTHERS = 1_000;
const BATCH = 10_000;
const QUERIES = 2_000;
const GETS = 50_000;
const PEER_QUERIES = 300;
const ROUNDS = 5;

const scope: MemoryScope = { ownerId: randomUUID(), namespace: 'default' };
const rows: string[][] = [['work', 'aim', 'measured', 'peer']];
const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const perSecond = (count: number, tookMs: number) => `${Math.round(count / (tookMs / 1_000)).toLocaleString('en')}/s`;
const random = createRandom(1);
const texts = madeTexts(MEMORIES, random);
const queries = madeQueries(QUERIES, random);

await withDataDirectory(async (path) => {
  let engine = await openEngine(path);
  const rates = await fill(engine, texts, scope.ownerId);
  const alone = recallTimes(engine);
  measureMiniSearch(alone);
  await measureGets(engine, path);

  await engine.close();
  const opens: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    engine = await openEngine(path);
    engine.recall(scope, queries[0] ?? '', { limit: 10, now: new Date() });
    opens.push(performance.now() - started);
    if (round < ROUNDS - 1) await engine.close();
  }
  rows.push(['open the engine with 100,000 memories, and recall once', '≤ 50 ms', ms(median(opens)), '']);

  const before = await ownMemory();
  for (let other = 0; other < OTHERS; other += BATCH / 1_000) {
    for (let index = 0; index < BATCH / 1_000; index++) {
      const ownerId = randomUUID();
      const changes = madeChanges(texts.slice(((other + index) * 97) % 99_000).slice(0, 1_000), ownerId, 1n);
      await engine.load(ownerId).use(changes, { number: 1_000n, mark: 1n });
    }
  }
  const among = recallTimes(engine);
  rows.push([
    'the same among 1,000 users of 1,000 memories, p50',
    '≤ 1.2 times',
    `${(median(among) / median(alone)).toFixed(2)} times`,
    '',
  ]);
  const grown = ((await ownMemory()) - before) / 1e6;
  rows.push([
    'growth of the process by those million memories, without the page cache',
    'none',
    `${grown.toFixed(0)} MB`,
    '',
  ]);
  rows.push(['into the engine alone, 10,000 at once', '≥ 100,000/s', perSecond(BATCH, median(rates)), '']);
  await engine.close();
});

await withDataDirectory(async (path) => {
  const server = await startServer(path, { LEX_BODY_MAX_BYTES: '16 MiB' });
  const ask: GraphqlCall = async (query, variables) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const input = texts.slice(round * BATCH, (round + 1) * BATCH).map((content) => ({ content }));
    const started = performance.now();
    await ask('mutation ($input: [MemoryInput!]!) { rememberMany(input: $input) { ids } }', { input });
    took.push(performance.now() - started);
  }
  rows.push(['rememberMany of 10,000 over GraphQL, embedded', '≥ 10,000/s', perSecond(BATCH, median(took)), '']);
  const found = await measureLocomo(ask);
  rows.push([
    'LoCoMo recall@10 over GraphQL, words alone',
    '≥ 78%',
    found ? `${found.lex.toFixed(1)}%` : 'no data',
    found ? `MiniSearch ${found.miniSearch.toFixed(1)}%` : '',
  ]);
  await server.stop();
});

process.stdout.write(`${markdownTable(rows)}\n\n${machine()}\n`);

/** The resident memory of this process without mapped files, in bytes. */
async function ownMemory(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8');
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

async function openEngine(path: string): Promise<MemoryEngine> {
  return createMemoryEngine({ root: await openLmdb(join(path, 'engine')) });
}

/** Stores memories in batches, and returns how long each batch took, in milliseconds. */
async function fill(engine: MemoryEngine, contents: readonly string[], ownerId: string): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < contents.length; at += BATCH) {
    const changes = madeChanges(contents.slice(at, at + BATCH), ownerId, BigInt(at + 1));
    const [from, number] = [BigInt(at), BigInt(at + BATCH)];
    const started = performance.now();
    if (at === 0) await engine.load(ownerId).use(changes, { number, mark: number });
    else await engine.apply(ownerId, changes, { from, upTo: { number, mark: number } });
    times.push(performance.now() - started);
  }
  return times;
}

function recallTimes(engine: MemoryEngine): number[] {
  const now = new Date();
  for (const query of queries.slice(0, 200)) engine.recall(scope, query, { limit: 10, now });
  return queries.map((query) => {
    const started = performance.now();
    engine.recall(scope, query, { limit: 10, now });
    return performance.now() - started;
  });
}

function measureMiniSearch(ours: readonly number[]): void {
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const peer = createMiniSearch(texts);
  const built = performance.now() - started;
  const taken = (process.memoryUsage.rss() - before) / 1e6;
  const theirs = queries.slice(0, PEER_QUERIES).map((query) => {
    const began = performance.now();
    peer.search(query);
    return performance.now() - began;
  });
  const what = 'recall among 100,000 memories of one user, 4 words';
  rows.push([`${what}, p50`, '≤ 0.5 ms', ms(median(ours)), `MiniSearch ${ms(median(theirs))}`]);
  rows.push([`${what}, p99`, '≤ 5 ms', ms(percentile(ours, 0.99)), `MiniSearch ${ms(percentile(theirs, 0.99))}`]);
  rows.push(['build MiniSearch of them', '', '', `${ms(built)}, ${taken.toFixed(0)} MB`]);
}

/** Compares `get` with LMDB alone, with the same texts under the same keys. */
async function measureGets(engine: MemoryEngine, path: string): Promise<void> {
  const root = await openLmdb(join(path, 'raw'));
  const raw = root.openDB<string, string>({ name: 'texts', encoding: 'string' });
  await root.childTransaction(() => {
    for (const [index, text] of texts.entries()) raw.putSync(`${scope.ownerId}/default/key-${index + 1}`, text);
  });
  const keys = Array.from({ length: GETS }, () => `key-${1 + Math.floor(random() * MEMORIES)}`);
  const now = new Date();
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    for (const key of keys) if (!engine.get(scope, key, now)) throw new Error(`${key} is not there.`);
    const between = performance.now();
    for (const key of keys) if (!raw.get(`${scope.ownerId}/default/${key}`)) throw new Error(`${key} is not there.`);
    ours.push(between - started);
    theirs.push(performance.now() - between);
  }
  await root.close();
  const share = (100 * median(theirs)) / median(ours);
  const measured = `${share.toFixed(0)}% (${perSecond(GETS, median(ours))})`;
  rows.push(['get by key', '≥ 50% of LMDB', measured, `LMDB ${perSecond(GETS, median(theirs))}`]);
}
