import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from '../src/time/within.ts';
import { residentBytes } from './process-usage.ts';

// Seen from dist/bench/main.js, since benchmarks are built like the server.
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;

/** A server in a process of its own, as `npm start` starts it, on a free port. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** The time from spawning the process to its first answer that it is ready. */
  readonly startMs: number;
  /** Resident memory, in bytes. */
  rss(): Promise<number>;
  stop(): Promise<void>;
}

/** Makes a data directory, and deletes it after its use. */
export async function withDataDirectory<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'lex-bench-'));
  try {
    return await use(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

/** Starts `lex serve` with these settings, and waits until it is ready. */
export async function startServer(dataDir: string, settings: Record<string, string> = {}): Promise<ServerProcess> {
  const started = performance.now();
  const child = startLex('serve', dataDir, { PORT: '0', ...settings });
  const [, url = ''] = await printed(child, /"url":"([^"]+)"/);
  const ready = await fetch(`${url}/health/ready`);
  if (!ready.ok) throw new Error(`The server isn't ready: ${await ready.text()}`);
  return {
    url,
    pid: child.pid ?? Number.NaN,
    startMs: performance.now() - started,
    async rss() {
      return residentBytes(child.pid ?? Number.NaN);
    },
    stop: () => stop(child),
  };
}

/** Starts `lex work`, and waits until it works. */
export async function startWorker(
  dataDir: string,
  settings: Record<string, string>,
): Promise<{ readonly pid: number; stop(): Promise<void> }> {
  const child = startLex('work', dataDir, settings);
  await printed(child, /"msg":"working"/);
  return { pid: child.pid ?? Number.NaN, stop: () => stop(child) };
}

/** Runs `lex migrate`. */
export async function migrate(dataDir: string, settings: Record<string, string>): Promise<void> {
  const child = startLex('migrate', dataDir, settings);
  child.stderr?.resume();
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The database could not be migrated: exit ${code}.`);
}

function startLex(command: string, dataDir: string, settings: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [MAIN, command], {
    // The checkout may have a file .env with settings: the process doesn't run there.
    cwd: dirname(MAIN),
    env: { PATH: process.env.PATH, LEX_DATA_DIR: dataDir, ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** The first line of the log that matches. The lines after it are read as well, so that the pipe never fills. */
function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  const found = new Promise<RegExpExecArray>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The process ended with ${code}.`)));
    if (!child.stderr) return reject(new Error('The process has no log.'));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const match = pattern.exec(line);
      if (match) resolve(match);
    });
  });
  const late = () => {
    throw new Error('The process did not start.');
  };
  return within(START_TIMEOUT_MS, found, { late });
}
