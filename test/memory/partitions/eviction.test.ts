import { beforeAll, expect, it, vi } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import type { Database } from '../../../src/database/database.ts';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { STORED_IN_PART } from '../../../src/memory/partitions/read-record.ts';
import { newViewer, openTestDatabase, startMemoryNode } from '../../support/lex/memory-node.ts';
import { createRandom } from '../../support/random.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const MIB = 1_024 * 1_024;
const OWNERS = 12;
const EACH = 150;
const ROUNDS = 40;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});

const parcels = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    key: `${n}`,
    group: `house ${n % 7}`,
    content: `parcel ${n} is in room ${n % 40}, ${'behind the door '.repeat(n % 5)}`,
  }));

it('partitions leave under load, and what is recalled is what the record says', async () => {
  const random = createRandom(7);
  const events = new LocalEventBus();
  const roomy = await startMemoryNode({ database, path: await temporaryDirectory(), events });
  const owners: Viewer[] = [];
  for (let each = 0; each < OWNERS; each++) {
    const owner = await newViewer(database);
    owners.push(owner);
    await roomy.memory.rememberMany(owner, parcels(EACH));
    await roomy.recalled(owner, 'parcel');
  }
  // Less than half of what they take.
  const mostBytes = roomy.engine.stats().usedBytes * 0.4;
  const node = await startMemoryNode({ database, path: await temporaryDirectory(), events, mostBytes });
  const someone = () => owners[Math.floor(random() * OWNERS)] ?? owners[0];
  let least = OWNERS;
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        const owner = someone();
        if (!owner) return;
        const key = `${Math.floor(random() * EACH)}`;
        if (at === 0) await node.memory.remember(owner, { key, content: `a parcel with a red ribbon, ${round}` });
        else if (at === 1) await node.memory.forget(owner, 'default', key);
        else await node.recalled(owner, `parcel room ${round % 40}`);
      }),
    );
    const { partitions, usedBytes } = node.engine.stats();
    if (round > 5) least = Math.min(least, partitions);
    expect(usedBytes).toBeLessThan(mostBytes * 1.5);
  }
  expect(least).toBeLessThan(OWNERS);
  for (const owner of owners) {
    const [few, all] = [
      await node.recalled(owner, 'red ribbon room 3'),
      await roomy.recalled(owner, 'red ribbon room 3'),
    ];
    expect(few).toEqual(all);
    expect(await node.check(owner)).toMatchObject({ different: 0, partitions: 1 });
  }
  expect(await node.check()).toMatchObject({ different: 0 });
});

it('an owner for whom there is no room is answered from the record, and leaves nothing on the disk', async () => {
  const node = await startMemoryNode({ database, path: await temporaryDirectory(), mostBytes: 0.6 * MIB });
  const [small, large] = [await newViewer(database), await newViewer(database)];
  await node.memory.rememberMany(small, [{ key: 'a', content: 'an otter' }]);
  await node.memory.rememberMany(large, parcels(STORED_IN_PART + 1));
  expect(await node.recalled(small, 'otters')).toEqual(['a']);
  for (let each = 0; each < 3; each++) expect(await node.recalled(large, 'parcel 2000')).toContain('2000');
  await vi.waitFor(() => expect(node.engine.stats().usedBytes).toBeLessThan(0.6 * MIB));
  expect(node.engine.partition(large.id)).toBeUndefined();
  expect(await node.recalled(small, 'otters')).toEqual(['a']);
});
