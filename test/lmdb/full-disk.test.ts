import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../src/memory/engine/lmdb-memory-engine.ts';
import { madeMemory, stored } from '../support/made-memory.ts';
import { takeIn } from '../support/take-in.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const run = promisify(execFile);
const WRITER = fileURLToPath(new URL('full-disk-writer.ts', import.meta.url));
const TSX = fileURLToPath(new URL('../../node_modules/tsx/dist/cli.mjs', import.meta.url));
/** In blocks of 1,024 bytes. */
const LARGEST_FILE = 4_096;

it('a store that can’t grow says so, keeps what it had, writes nothing by halves, and grows again later', async () => {
  const path = await temporaryDirectory();
  const script = `ulimit -f ${LARGEST_FILE} && exec "$0" "$@"`;
  const { stdout, stderr } = await run('bash', ['-c', script, process.execPath, TSX, WRITER, path]);
  const said: { sequence: string; items: number; again: string } = JSON.parse(stdout);
  // LMDB prints the reason too, and nothing else is printed.
  expect(stderr.replaceAll(/^Error: Input\/output error\n.*\n {2}code: 5\n\}\n/gm, '')).toBe('');
  expect(said).toMatchObject({
    name: 'StoreUnavailableError',
    message: expect.stringMatching(/free some space/),
    // What the failed write would have needed besides may be enough for the next one.
    again: expect.stringMatching(/^(StoreUnavailableError|written)$/),
    sequence: expect.stringMatching(/^\d+00$/),
    otters: 100,
    herons: said.again === 'written' ? 100 : 0,
  });
  const { sequence, items } = said;
  expect(items).toBe(Number(sequence));
  expect(items).toBeGreaterThan(0);

  const engine = createMemoryEngine({ root: await openLmdb(path) });
  try {
    expect([engine.partition('anna')?.number, engine.stats().items]).toEqual([BigInt(sequence), items]);
    const next = BigInt(sequence) + 1n;
    const heron = madeMemory({ ownerId: 'anna', content: 'a heron' });
    await takeIn(engine, [stored(next, heron)], next);
    const hits = engine.recall({ ownerId: 'anna', namespace: 'default' }, 'heron', { limit: 10, now: new Date() });
    expect(hits.map(({ memoryId }) => memoryId)).toContain(heron.id);
  } finally {
    await engine.close();
  }
});
