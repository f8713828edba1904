import { Agent, request } from 'node:http';
import { createChatClient } from './chat-client.ts';
import { median, percentile, perSecond } from './measure.ts';
import { type ServerProcess, startServer, withDataDirectory } from './server-process.ts';
import { machine, markdownTable } from './table.ts';

// `npm run bench`: the embedded server as `npm start` starts it, with the model local/lex, and this process as its
// clients. Both share the machine.

const ROUNDS = 3;
const STARTS = 5;
const QUIET_CHATS = 200;
const CHATS = 1_500;
const CLIENTS = 32;
const STATUS_QUERIES = 10_000;
const STATUS_CONNECTIONS = 32;
const IDLE_MS = 30_000;

const rows: [what: string, figure: string][] = [];
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

async function measureStarts(): Promise<void> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    await withDataDirectory(async (path) => {
      for (const times of [cold, warm]) {
        const server = await startServer(path);
        times.push(server.startMs);
        await server.stop();
      }
    });
  }
  rows.push(['start, cold (empty data directory), median', ms(median(cold))]);
  rows.push(['start, warm, median', ms(median(warm))]);
}

async function measureFirstDelta(server: ServerProcess): Promise<void> {
  const client = createChatClient(server.url);
  const samples: number[] = [];
  for (let index = 0; index < QUIET_CHATS; index++) samples.push((await client.chat(`hello ${index}`)).firstDeltaMs);
  client.close();
  rows.push([
    `first delta, one chat at a time, p50 / p99`,
    `${ms(median(samples))} / ${ms(percentile(samples, 0.99))}`,
  ]);
}

async function measureChats(server: ServerProcess): Promise<void> {
  const rates: number[] = [];
  const samples: number[] = [];
  let peak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const clients = Array.from({ length: CLIENTS }, () => createChatClient(server.url));
    const watch = setInterval(async () => {
      peak = Math.max(peak, await server.rss());
    }, 200);
    const rate = await perSecond(CHATS, CLIENTS, async (index) => {
      const client = clients[index % CLIENTS];
      if (client) samples.push((await client.chat(`hello ${index}`)).firstDeltaMs);
    });
    clearInterval(watch);
    for (const client of clients) client.close();
    rates.push(rate);
  }
  rows.push([`chats, send to COMPLETED, ${CLIENTS} clients, median of ${ROUNDS}`, `${median(rates).toFixed(0)}/s`]);
  rows.push([`first delta under that load, p50 / p99`, `${ms(median(samples))} / ${ms(percentile(samples, 0.99))}`]);
  rows.push(['resident memory under that load, highest', mb(peak)]);
}

async function measureStatus(server: ServerProcess): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: STATUS_CONNECTIONS });
  const body = JSON.stringify({ query: '{ status { state version components { name state } } }' });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      const call = request(`${server.url}/graphql`, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`HTTP ${response.statusCode}`)),
        );
      });
      call.on('error', reject);
      call.end(body);
    });
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) rates.push(await perSecond(STATUS_QUERIES, STATUS_CONNECTIONS, ask));
  agent.destroy();
  rows.push([
    `status queries, ${STATUS_CONNECTIONS} connections, median of ${ROUNDS}`,
    `${median(rates).toFixed(0)}/s`,
  ]);
}

await withDataDirectory(async (path) => {
  await (await startServer(path)).stop();
  const server = await startServer(path);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idle = await server.rss();
  await measureFirstDelta(server);
  await measureChats(server);
  await measureStatus(server);
  rows.push(['resident memory, idle, 30 s after a warm start', mb(idle)]);
  await server.stop();
});
await measureStarts();

process.stdout.write(`${markdownTable([['what', 'measured'], ...rows])}\n\n${machine()}\n`);
