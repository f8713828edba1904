// Run by two-processes.test.ts in processes of their own: counts up in one store until it has done so often enough.
// With `grow` it makes the store longer each time; with `hold` it stays in the middle of a transaction that it began.
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';

const [path = '', times = '', manner] = process.argv.slice(2);
const root = await openLmdb(path);
const numbers = root.openDB<number, string>({ name: 'numbers' });
const pages = root.openDB<Buffer, number>({ name: 'pages', encoding: 'binary' });
for (let time = 0; time < Number(times); time++) {
  await numbers.transaction(() => {
    void numbers.put('count', (numbers.get('count') ?? 0) + 1);
    if (manner === 'grow') void pages.put(time, Buffer.alloc(8_192));
  });
}
if (manner === 'hold') {
  await numbers.transaction(() => {
    void numbers.put('count', -1);
    void numbers.put('half', 1);
    process.stdout.write('holding\n');
    // The lock of the one writer stays with it until it is killed.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  });
}
process.stdout.write('done\n');
await root.close();
