import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import type { Database } from '../../../src/database/database.ts';
import { createMemoryWriteStore } from '../../../src/memory/store/memory-write-store.ts';
import { atEnd } from '../../support/at-end.ts';
import { newViewer, openTestDatabase } from '../../support/lex/memory-node.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';

const OWNERS = 50;
const missing = whyNoPostgres();

let database: Database;
beforeAll(async () => {
  if (missing !== undefined) return;
  const postgres = await sharedPostgres();
  atEnd(() => postgres.close());
  // One more, that looks at the others.
  database = await openTestDatabase(await postgres.createMigratedDatabase(), OWNERS + 2);
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

const memory = (id: string) => ({
  id,
  namespace: 'default',
  key: 'a',
  content: 'otter',
  group: null,
  tags: [],
  metadata: null,
  expiresAt: null,
  documentId: null,
});

/** How many locks of this database somebody waits for. */
async function waits(): Promise<number> {
  const [row] = await database.prisma.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS "count" FROM pg_locks l JOIN pg_stat_activity a ON a."pid" = l."pid"
    WHERE NOT l."granted" AND a."datname" = current_database()`;
  return Number(row?.count);
}

/** Writes in a transaction that ends when it is let go, and tells when it has written. */
function writeAndHold(owner: Viewer) {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let tell = () => {};
  const written = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const ended = database.prisma.$transaction(
    async (prisma) => {
      const store = createMemoryWriteStore({ prisma });
      await store.put(owner.id, [memory(crypto.randomUUID())]);
      await store.put(owner.id, [{ ...memory(crypto.randomUUID()), key: 'b' }]);
      await store.deleteKey(owner.id, 'default', 'a');
      tell();
      await held;
    },
    { maxWait: 60_000, timeout: 60_000 },
  );
  return { written, letGo, ended };
}

it('50 owners write at once, and none holds what another waits for', async () => {
  const owners = await Promise.all(Array.from({ length: OWNERS }, () => newViewer(database)));
  const writers = owners.map(writeAndHold);
  // Each has written while the transactions of all others are open.
  await Promise.all(writers.map(({ written }) => written));
  expect(await waits()).toBe(0);
  for (const { letGo } of writers) letGo();
  await Promise.all(writers.map(({ ended }) => ended));
  const records = await database.prisma.memoryRecord.findMany({
    where: { ownerId: { in: owners.map(({ id }) => id) } },
  });
  expect(records.map(({ number, marks }) => [number, marks.length])).toEqual(owners.map(() => [3n, 3]));
});

it('two who write for one owner take turns, so that the numbers are committed in their order', async () => {
  const owner = await newViewer(database);
  const first = writeAndHold(owner);
  await first.written;
  const second = writeAndHold(owner);
  await expect.poll(waits).toBe(1);
  first.letGo();
  await second.written;
  second.letGo();
  await Promise.all([first.ended, second.ended]);
  expect(await database.prisma.memoryRecord.findUniqueOrThrow({ where: { ownerId: owner.id } })).toMatchObject({
    number: 6n,
  });
});
