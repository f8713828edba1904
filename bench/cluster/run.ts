import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, whyNoPostgres } from '../../test/support/servers/start-postgres.ts';
import { startRedis, whyNoRedis } from '../../test/support/servers/start-redis.ts';
import { type ChatClient, createChatClient } from '../chat-client.ts';
import { median, percentile, perSecond } from '../measure.ts';
import { startPacedProvider } from '../paced-provider.ts';
import { migrate, startServer, startWorker, withDataDirectory } from '../server-process.ts';
import { machine, markdownTable } from '../table.ts';
import { measureBullmq } from './bullmq-peer.ts';
import { countRoundTrips } from './round-trips.ts';

// `npm run bench -- cluster`: servers and workers in processes of their own, on a PostgreSQL and a Redis of this
// machine, with this process as their clients. All of them share the machine's cores.

const CLIENTS = 32;
const CONCURRENCY = 8;
const ROUNDS = 3;
const CHATS = 600;
const WATCHED_CHATS = 100;
const STEADY_PER_SECOND = 50;
const STEADY_CHATS = 500;
const REPLIES = 200;
const TOKENS = 400;
const TOKEN_EVERY_MS = 20;
/** How long it takes to begin all replies at {@link STEADY_PER_SECOND}. From then on all are written at once. */
const BEGUN_MS = (REPLIES * 1_000) / STEADY_PER_SECOND + 500;

const rows: string[][] = [['work', 'aim', 'measured', 'peer']];
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const rate = (value: number) => `${value.toFixed(0)}/s`;
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const missing = whyNoPostgres() ?? whyNoRedis();
if (missing !== undefined) throw new Error(`The cluster can't be measured: ${missing}.`);
const postgres = await startPostgres();
const redis = await startRedis();
const settings = { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
try {
  await withDataDirectory(async (path) => {
    await migrate(join(path, 'migrate'), settings);
    const roundTrips = await withClients(path, { servers: 1, workers: 1 }, async (clients) => {
      await measureChats(clients, 1);
      await measureSteady(clients);
      return countPerChat(clients);
    });
    const peer = await measurePeer(roundTrips);
    for (const [servers, workers] of [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ] as const) {
      const measured = await withClients(path, { servers, workers }, (clients) => measureChats(clients, ROUNDS));
      const processes = `${counted(servers, 'server')}, ${counted(workers, 'worker')}`;
      const what = `chats, send to COMPLETED with local/lex, ${CLIENTS} clients, ${processes}`;
      rows.push([what, '', rate(measured), servers + workers === 2 ? peer : '']);
    }
    await measurePaced(path);
  });
} finally {
  await Promise.all([postgres.close(), redis.close()]);
}
process.stdout.write(`${markdownTable(rows)}\n\n${machine()}\n`);

interface Processes {
  readonly servers: number;
  readonly workers: number;
  readonly more?: Readonly<Record<string, string>>;
  readonly clients?: number;
}

/** Starts servers and workers, with clients spread over the servers, and ends all of them after the work. */
async function withClients<T>(
  path: string,
  { servers, workers, more = {}, clients: clientCount = CLIENTS }: Processes,
  work: (clients: readonly ChatClient[]) => Promise<T>,
): Promise<T> {
  const started: { stop(): Promise<void> }[] = [];
  const clients: ChatClient[] = [];
  try {
    const urls: string[] = [];
    for (let n = 0; n < servers; n++) {
      const server = await startServer(join(path, `server${n}`), { ...settings, ...more, LEX_ROLE: 'serve' });
      started.push(server);
      urls.push(server.url);
    }
    for (let n = 0; n < workers; n++) {
      started.push(await startWorker(join(path, `worker${n}`), { ...settings, ...more }));
    }
    for (let n = 0; n < clientCount; n++) clients.push(createChatClient(urls[n % urls.length] ?? ''));
    return await work(clients);
  } finally {
    for (const client of clients) client.close();
    await Promise.all(started.map((process) => process.stop()));
  }
}

function chatOf(clients: readonly ChatClient[], index: number, options?: Parameters<ChatClient['chat']>[1]) {
  const client = clients[index % clients.length];
  if (!client) throw new Error('There are no clients.');
  return client.chat(`hello ${index}`, options);
}

/** Measures chats per second, and returns the median of the rounds. */
async function measureChats(clients: readonly ChatClient[], rounds: number): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    rates.push(await perSecond(CHATS, CLIENTS, (index) => chatOf(clients, index)));
  }
  return median(rates);
}

/** Measures the first words while chats are sent at one pace, whether or not those before have been answered. */
async function measureSteady(clients: readonly ChatClient[]): Promise<void> {
  const started = performance.now();
  const chats: Promise<{ firstDeltaMs: number }>[] = [];
  for (let index = 0; index < STEADY_CHATS; index++) {
    await sleep(Math.max(0, started + (index * 1_000) / STEADY_PER_SECOND - performance.now()));
    chats.push(chatOf(clients, index));
  }
  const times = (await Promise.all(chats)).map(({ firstDeltaMs }) => firstDeltaMs);
  const what = `first delta at ${STEADY_PER_SECOND} chats/s, 1 server, 1 worker`;
  rows.push([`${what}, p50`, '< 10 ms', ms(median(times)), '']);
  rows.push([`${what}, p99`, '< 50 ms', ms(percentile(times, 0.99)), '']);
}

/** Counts the commands that all processes send to Redis for one chat. */
async function countPerChat(clients: readonly ChatClient[]): Promise<number> {
  const count = await countRoundTrips(redis.connect(), async () => {
    await perSecond(WATCHED_CHATS, CONCURRENCY, (index) => chatOf(clients, index));
  });
  return count / WATCHED_CHATS;
}

/** Measures BullMQ alone, with as many round trips for each of its jobs as for a chat. */
async function measurePeer(roundTrips: number): Promise<string> {
  const options = { jobs: CHATS, clients: CLIENTS, concurrency: CONCURRENCY };
  const connect = () => redis.connect();
  const count = await countRoundTrips(connect(), async () => {
    await measureBullmq(connect, { ...options, roundTrips: 0 });
  });
  const besides = Math.max(0, Math.round(roundTrips - count / CHATS));
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rates.push(await measureBullmq(connect, { ...options, roundTrips: besides }));
  return `BullMQ alone, ${roundTrips.toFixed(0)} round trips a job: ${rate(median(rates))}`;
}

/** Measures many replies at once, each at its pace: whether all of their words arrive, and how long they take. */
async function measurePaced(path: string): Promise<void> {
  const provider = await startPacedProvider({ tokens: TOKENS, everyMs: TOKEN_EVERY_MS });
  try {
    const more = {
      LEX_MODEL: 'compatible/paced',
      COMPATIBLE_BASE_URL: provider.url,
      LEX_WORKER_CONCURRENCY: String(REPLIES / 2),
    };
    const latencies: number[] = [];
    let came = 0;
    await withClients(path, { servers: 2, workers: 2, more, clients: REPLIES }, async (clients) => {
      // The extraction of memories is switched off, so that the model is asked for replies alone.
      await clients[0]?.run('mutation { updateViewer(drawsMemories: false) { id } }');
      // What a process does for the first time takes longer, and isn't measured.
      await perSecond(2 * CLIENTS, CLIENTS, (index) => chatOf(clients, index, { model: 'local/lex' }));
      const started = performance.now();
      const allWriting = { from: started + BEGUN_MS, until: started + TOKENS * TOKEN_EVERY_MS };
      await Promise.all(
        clients.map(async (_, index) => {
          await sleep((index * 1_000) / STEADY_PER_SECOND);
          let text = '';
          const onText = (delta: string) => {
            const now = performance.now();
            text += delta;
            for (const sent of delta.trim().split(' ').map(Number)) {
              if (sent > allWriting.from && sent < allWriting.until) latencies.push(now - sent);
            }
          };
          await chatOf(clients, index, { onText });
          came += text.trim().split(' ').length;
        }),
      );
    });
    const what = `${REPLIES} replies at once, ${1_000 / TOKEN_EVERY_MS} tokens/s each, 2 servers, 2 workers`;
    rows.push([`${what}, tokens lost`, '0', `${REPLIES * TOKENS - came} of ${REPLIES * TOKENS}`, '']);
    rows.push([`${what}, added latency p50`, '', ms(median(latencies)), '']);
    rows.push([`${what}, added latency p99`, '< 50 ms', ms(percentile(latencies, 0.99)), '']);
  } finally {
    await provider.close();
  }
}
