import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whyNoTopology } from '../cluster/topology.ts';
import { readOptions } from './options.ts';
import { Report } from './report.ts';
import { runChaos } from './run-chaos.ts';

// `npm run chaos` maltreats a cluster that users use, and says whether anything that it promises was broken.

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const given = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => given.abort());
/** What went wrong here and not in Lex: what was started has to end all the same. */
let failure: unknown;
for (const name of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(name, (error) => {
    failure ??= error;
    given.abort();
  });
}

async function main(): Promise<number> {
  const { minutes, seed } = readOptions(process.argv.slice(2));
  const missing = whyNoTopology();
  if (missing !== undefined) throw new Error(`The cluster can't be started: ${missing}.`);
  process.stdout.write(
    `Chaos for ${minutes} minutes. To have it again: npm run chaos -- --minutes ${minutes} --seed ${seed}\n`,
  );
  const logs = await mkdtemp(join(tmpdir(), 'lex-chaos-logs-'));
  const report = new Report(join(logs, 'events.log'));
  try {
    await runChaos({ packageRoot, seed, durationMs: minutes * 60_000, logs, report, signal: given.signal });
  } catch (error) {
    if (given.signal.aborted && failure === undefined) {
      await rm(logs, { recursive: true, force: true });
      process.stdout.write('Given up. Everything that was started has ended.\n');
      return 130;
    }
    failure ??= error;
  }
  const end = failure instanceof Error ? failure.stack : failure;
  report.check('the run comes to its end', failure === undefined, () => String(end));
  process.stdout.write(`\n${report.text()}`);
  if (!report.failed) {
    await rm(logs, { recursive: true, force: true });
    return 0;
  }
  process.stdout.write(`The seed is ${seed}. What the processes said is in ${logs}\n`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
