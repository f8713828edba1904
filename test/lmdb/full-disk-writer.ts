// Run by full-disk.test.ts in a process whose files have a largest size: writes until it can't, and says how it went.
import { randomUUID } from 'node:crypto';
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../src/memory/engine/lmdb-memory-engine.ts';
import { madeMemory, stored } from '../support/made-memory.ts';
import { takeIn } from '../support/take-in.ts';

const BATCH = 200;

// What exceeds the size fails with EFBIG, as a full disk fails with ENOSPC, instead of ending the process.
process.on('SIGXFSZ', () => undefined);
const [path = ''] = process.argv.slice(2);
const engine = createMemoryEngine({ root: await openLmdb(path) });
const write = async (words: string) => {
  const from = (engine.partition('anna')?.number ?? 0n) + 1n;
  const changes = Array.from({ length: BATCH }, (_, index) =>
    stored(from + BigInt(index), madeMemory({ ownerId: 'anna', content: `${words} ${randomUUID().repeat(20)}` })),
  );
  await takeIn(engine, changes, from + BigInt(BATCH - 1));
};

let failure: unknown;
for (let batch = 0; batch < 200 && !failure; batch++) await write('otter').catch((error: unknown) => (failure = error));
const again: unknown = await write('heron').then(
  () => 'written',
  (error: unknown) => error,
);
// A write is in it as a whole, or not at all.
const after = engine.partition('anna')?.number ?? 0n;
const recall = (query: string) =>
  engine.recall({ ownerId: 'anna', namespace: 'default' }, query, { limit: 100, now: new Date() }).length;
process.stdout.write(
  JSON.stringify({
    name: failure instanceof Error && failure.name,
    message: failure instanceof Error && failure.message,
    again: again instanceof Error ? again.name : again,
    sequence: String(after),
    items: engine.stats().items,
    otters: recall('otter'),
    herons: recall('heron'),
  }),
);
await engine.close();
