import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, loadavg, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { RequestsResult } from '../http/load/orders.ts';
import { sendRequests } from '../http/load/send-requests.ts';
import { fillLex } from '../http/servers/fill-lex.ts';
import { median } from '../measure.ts';
import { startServer, withDataDirectory } from '../server-process.ts';
import { machine, markdownTable } from '../table.ts';

// `npm run bench -- attack`: how late the answers to a light query are at rest, and while others attack the server.

// Seen from dist/bench/main.js.
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const ATTACKERS = fileURLToPath(new URL('./attack/attackers.js', import.meta.url));
const ROUNDS = 5;
const PER_SECOND = 100;
const CONNECTIONS = 8;
const MEASURE_MS = 6_000;
const ADMIN_KEY = 'the-key-of-the-administrator-of-the-benchmark';
const LIGHT = '{ status { state version } }';
const MOST = 3;

const report = z.object({ answered: z.record(z.string(), z.number()) });
const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

await withDataDirectory(async (dataDir) => {
  // What is to be read is there before anybody is asked who they are.
  const open = await startServer(dataDir);
  await fillLex(`${open.url}/graphql`);
  await open.stop();

  const server = await startServer(dataDir, { LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY, LEX_LOG_LEVEL: 'info' });
  const url = `${server.url}/graphql`;
  const env = { PATH: process.env.PATH, LEX_DATA_DIR: dataDir, LEX_AUTH: 'keys' };
  const lex = (...args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args], { env });
  // Of an administrator, who may be given what is there: the attackers have something to ask for.
  const key = (await lex('keys', 'create', '--user', 'mallory', '--admin')).stdout.trim();
  await lex('users', 'give-local', 'mallory', '--yes');

  const measure = (): Promise<RequestsResult> =>
    sendRequests({
      kind: 'requests',
      url,
      body: JSON.stringify({ query: LIGHT }),
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
      connections: CONNECTIONS,
      warmUpMs: 1_000,
      measureMs: MEASURE_MS,
      perSecond: PER_SECOND,
      serverPid: server.pid,
    });
  const rest: RequestsResult[] = [];
  const attacked: RequestsResult[] = [];
  const answered: Record<string, number> = {};
  const before = loadavg()[0]?.toFixed(1);
  await measure();
  for (let round = 0; round < ROUNDS; round++) {
    rest.push(await measure());
    const attackers = fork(ATTACKERS);
    // Elsewhere they would have machines of their own: they must not keep those who ask, and are measured, from a core.
    if (attackers.pid !== undefined) setPriority(attackers.pid, constants.priority.PRIORITY_LOW);
    attackers.send({ url, key });
    await sleep(1_000);
    attacked.push(await measure());
    attackers.send('stop');
    const [told] = await once(attackers, 'message');
    for (const [what, count] of Object.entries(report.parse(told).answered)) {
      answered[what] = (answered[what] ?? 0) + count;
    }
    await once(attackers, 'exit');
  }
  const resident = await server.rss();
  await server.stop();

  const row = (name: string, results: readonly RequestsResult[]): string[] => {
    const p99 = results.map(({ p99Ms }) => p99Ms);
    return [
      name,
      ms(median(results.map(({ p50Ms }) => p50Ms))),
      `${ms(median(p99))} (${ms(Math.min(...p99))} to ${ms(Math.max(...p99))})`,
      `${Math.round(median(results.map(({ serverBusy }) => serverBusy)) * 100)}%`,
    ];
  };
  const ratio = median(attacked.map(({ p99Ms }, index) => p99Ms / (rest[index]?.p99Ms ?? Number.NaN)));
  const table = markdownTable([
    ['a light query', 'p50, ms', 'p99, ms', 'server, of a core'],
    row('at rest', rest),
    row('under attack', attacked),
  ]);
  const attacks = markdownTable([
    ['attack', 'answers'],
    ...Object.entries(answered).map(([what, count]) => [what, String(count)]),
  ]);
  const verdict = `p99 under attack is ${ratio.toFixed(1)} times that at rest (at most ${MOST} is aimed at).`;
  const memory = `The server had ${(resident / 1e6).toFixed(0)} MB in memory after it.`;
  process.stdout.write(`${table}\n\n${verdict} ${memory}\n\n${attacks}\n\n${machine()}, load average ${before}\n`);
});
