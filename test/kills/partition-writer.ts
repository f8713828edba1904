// Run by partition-kill.test.ts in a process that is killed: loads partitions, lets them follow, makes them again and
// drops them, without end.
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../src/memory/engine/lmdb-memory-engine.ts';
import { createRandom } from '../support/random.ts';
import { partOf, WHOLE } from './partition-parts.ts';

const [path = '', seed = '1'] = process.argv.slice(2);
const engine = createMemoryEngine({ root: await openLmdb(path) });
const random = createRandom(Number(seed));
const { signal } = new AbortController();
for (let version = 1n; ; version++) {
  const ownerId = `owner-${Math.floor(random() * 4)}`;
  const held = engine.partition(ownerId);
  if (held && random() < 0.4) {
    await engine.drop(ownerId);
    await engine.tidy(signal);
  } else if (held && random() < 0.5) {
    await engine.apply(ownerId, partOf(ownerId, 0, version), {
      from: held.mark,
      upTo: { number: WHOLE, mark: version },
    });
  } else {
    const load = engine.load(ownerId);
    for (const part of [0, 1]) await load.apply(partOf(ownerId, part, version));
    await load.use(partOf(ownerId, 2, version), { number: WHOLE, mark: version });
    // From here on there is something to find, however busy the machine is.
    process.stdout.write('loaded\n');
    await engine.tidy(signal);
  }
}
