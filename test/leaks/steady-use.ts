import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createChatClient } from '../../bench/chat-client.ts';
import { useOnce } from '../../bench/soak/use.ts';
import { readConfig } from '../../src/config/config.ts';
import { startServer } from '../../src/server.ts';
import { PATIENT } from '../support/lex/patient.ts';

// Uses a server of this process again and again, and prints how many bytes each use has left in the heap. Run with
// --expose-gc and --no-opt, and the data directory.

const ROUND = 32;
const CLIENTS = 8;
/** What a process keeps for good, such as what it has compiled, it keeps after these. */
const FIRST_ROUNDS = 3;

const [dataDir = ''] = process.argv.slice(2);
const settings = { PORT: '0', LEX_DATA_DIR: dataDir, LEX_CACHE_MAX_BYTES: '64 KiB' };
const server = await startServer(readConfig({ ...PATIENT, ...settings }), {
  log: pino({ level: 'silent' }),
  version: 'test',
  packageRoot: fileURLToPath(new URL('../..', import.meta.url)),
  onLost: (reason) => {
    throw new Error(reason);
  },
});
const clients = Array.from({ length: CLIENTS }, () => createChatClient(server.url));

let index = 0;
async function heapAfterRound(leave: () => void): Promise<number> {
  for (const until = index + ROUND; index < until; index += CLIENTS) {
    await Promise.all(
      clients.map(async (client, at) => {
        await useOnce(client, index + at);
        leave();
      }),
    );
  }
  // What is only weakly held is let go in several steps.
  for (let times = 0; times < 4; times += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const nothing = () => undefined;
/** To see that what is measured shows: what this test is against. */
const listeners: (() => unknown)[] = [];
const aListener = () => {
  const event = { text: Array.from({ length: 200 }, (_, at) => `${at}${index}`) };
  listeners.push(() => event);
};

for (let round = 0; round < FIRST_ROUNDS; round += 1) await heapAfterRound(nothing);
const before = await heapAfterRound(nothing);
const middle = await heapAfterRound(nothing);
const after = await heapAfterRound(nothing);
const withListeners = await heapAfterRound(aListener);
for (const client of clients) client.close();
await server.close({ requestsMs: 1_000, jobsMs: 0 });
process.stdout.write(
  JSON.stringify({
    'a use': Math.min(middle - before, after - middle) / ROUND,
    'a use that leaves a listener': (withListeners - after) / ROUND,
    listeners: listeners.length,
  }),
);
process.exit(0);
