import { createChatClient } from '../chat-client.ts';
import { percentile } from '../measure.ts';
import { privateBytes } from '../process-usage.ts';
import { startServer, withDataDirectory } from '../server-process.ts';
import { machine, markdownTable } from '../table.ts';
import { growthOf } from './growth.ts';
import { useOnce } from './use.ts';

// `npm run bench -- soak`: the embedded server under the same load for ten minutes, or as many as are named after it,
// at twenty uses a second, or as many as are named after those, and how its memory goes meanwhile.

const [minutes = '10', perSecond = '20'] = process.argv.slice(3);
const MINUTES = Number(minutes);
/** The default is about a fifth of what the server can do on the machine of the README's figures. */
const PER_SECOND = Number(perSecond);
const CLIENTS = 32;
const MINUTE_MS = 60_000;
const SAMPLE_MS = 1_000;
const MIB = 2 ** 20;

if (!(MINUTES >= 3 && PER_SECOND > 0)) {
  throw new Error('Say how many minutes, from 3 on, since with fewer there is no telling, and how many uses a second.');
}

/** Begins something every so often whether what began before has ended or not, and returns how long each took. */
async function atRate(url: string, forMs: number): Promise<{ times: number[]; failures: string[] }> {
  const clients = Array.from({ length: CLIENTS }, () => createChatClient(url));
  const times: number[] = [];
  const failures: string[] = [];
  const running = new Set<Promise<void>>();
  const began = performance.now();
  for (let index = 0; performance.now() - began < forMs; index += 1) {
    const due = began + (index * 1_000) / PER_SECOND;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const client = clients[index % CLIENTS];
    if (!client) break;
    const work = useOnce(client, index).then(
      // Since it was due: what waits for others to end has waited as well.
      () => void times.push(performance.now() - due),
      (error: unknown) => void failures.push(error instanceof Error ? error.message : JSON.stringify(error)),
    );
    running.add(work);
    void work.then(() => running.delete(work));
  }
  await Promise.all(running);
  for (const client of clients) client.close();
  return { times, failures };
}

await withDataDirectory(async (path) => {
  const server = await startServer(path);
  const samples: number[][] = [];
  const began = performance.now();
  const watch = setInterval(() => {
    const minute = Math.floor((performance.now() - began) / MINUTE_MS);
    if (minute >= MINUTES) return;
    samples[minute] ??= [];
    samples[minute].push(privateBytes(server.pid));
  }, SAMPLE_MS);
  const { times, failures } = await atRate(server.url, MINUTES * MINUTE_MS);
  clearInterval(watch);
  await server.stop();

  const { medians, perMinute, isFlat } = growthOf(samples);
  const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
  const rows = medians.map((bytes, at) => [`memory in minute ${at + 1}, median`, mib(bytes)]);
  rows.push(
    ['growth a minute, after the first third', mib(perMinute)],
    [`uses at ${PER_SECOND}/s, done and failed`, `${times.length}, ${failures.length}`],
    ['time of one, p50 / p99', [0.5, 0.99].map((share) => `${percentile(times, share).toFixed(0)} ms`).join(' / ')],
  );
  process.stdout.write(`${markdownTable([['what', 'measured'], ...rows])}\n\n${machine()}\n`);
  if (failures.length > 0) process.stdout.write(`The first failure: ${failures[0]}\n`);
  process.stdout.write(isFlat ? 'The memory is flat.\n' : 'The memory grows.\n');
  if (!isFlat || failures.length > 0) process.exitCode = 1;
});
