import { open, writeFile } from 'node:fs/promises';
import { UsageError } from '../../src/commands/command.ts';
import { forTerminal } from '../../src/commands/terminal/paint.ts';
import { measureLoad } from './measure-load.ts';
import { type LoadOptions, readOptions } from './options/read-options.ts';
import { USAGE } from './options/usage.ts';
import { htmlReport } from './report/html-report.ts';
import { exitCodeOf } from './report/judge.ts';
import { textReport } from './report/text-report.ts';
import { CallFailure } from './server/call-failure.ts';
import { Caller } from './server/caller.ts';
import { STATUS } from './server/operations.ts';
import { openUserKeys } from './server/user-keys.ts';

/** Where a load test runs. */
export interface LoadTerminal {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  readonly stderr: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  /** Aborts at the first Ctrl-C. */
  readonly stopped: AbortSignal;
}

/** What a server says of itself may be a whole page. */
const LONGEST_REASON = 500;

/** Runs a load test as the arguments say. @returns the exit code */
export async function runLoadTest(args: readonly string[], terminal: LoadTerminal): Promise<number> {
  const { stdout, stderr } = terminal;
  if (args.includes('--help') || args.includes('-h')) {
    stdout.write(`${USAGE}\n`);
    return 0;
  }
  try {
    return await load(readOptions(args), terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`loadtest: ${error.message}\n\n${USAGE}\n`);
      return 2;
    }
    if (!(error instanceof CallFailure) && !terminal.stopped.aborted) throw error;
    const reason = error instanceof CallFailure ? `${error.code}: ${error.message}` : 'it was ended before it began';
    stderr.write(forTerminal(`loadtest: The test could not run: ${reason.slice(0, LONGEST_REASON)}\n`));
    return 1;
  }
}

async function load(options: LoadOptions, { stdout, stderr, stopped }: LoadTerminal): Promise<number> {
  await checkFiles(options);
  const caller = new Caller(options.url, options.requestTimeoutMs);
  try {
    const { users, durationMs } = options;
    const made = await openUserKeys(options.keys, { caller, users, durationMs, signal: stopped });
    try {
      // A server that isn't there, or is no Lex, is told of at once.
      const { status } = await caller.call(STATUS, {}, { key: made.keys[0], signal: stopped });
      stderr.write(`Loading ${options.url.href}, with the seed ${options.seed}. Ctrl-C ends the test early.\n`);
      const { version } = status;
      const report = await measureLoad({ options, caller, keys: made.keys, version, output: stderr, stopped });
      stdout.write(textReport(report));
      if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
      if (options.html !== undefined) await writeFile(options.html, await htmlReport(report));
      return exitCodeOf(report);
    } finally {
      await made.revoke();
    }
  } finally {
    await caller.close();
  }
}

/** What can't be written is told before the test, and not after it. @throws {UsageError} */
async function checkFiles(options: LoadOptions): Promise<void> {
  for (const name of ['html', 'json'] as const) {
    const file = options[name];
    if (file === undefined) continue;
    const handle = await open(file, 'a').catch(() => {
      throw new UsageError(`--${name} takes a file that can be written, not ${JSON.stringify(file)}.`);
    });
    await handle.close();
  }
}
