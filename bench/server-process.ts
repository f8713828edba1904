import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

// From dist/bench/main.js: benchmarks are built as the server is.
const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const START_TIMEOUT_MS = 60_000;

/** A server of its own process, as `npm start` starts it, on a free port. */
export interface ServerProcess {
  readonly url: string;
  /** From spawning it to its first ready answer. */
  readonly startMs: number;
  /** Resident memory, in bytes. */
  rss(): Promise<number>;
  stop(): Promise<void>;
}

/** A data directory for a run; gone afterwards. */
export async function withDataDirectory<T>(use: (path: string) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'lex-bench-'));
  try {
    return await use(path);
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

export async function startServer(dataDir: string): Promise<ServerProcess> {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { PATH: process.env.PATH, PORT: '0', LEX_DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const url = await listeningUrl(child);
  const ready = await fetch(`${url}/health/ready`);
  if (!ready.ok) throw new Error(`The server isn't ready: ${await ready.text()}`);
  return {
    url,
    startMs: performance.now() - started,
    async rss() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Reads the log until the line that says where the server listens; the rest is read away, so that the pipe never fills. */
function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The server did not start.')), START_TIMEOUT_MS);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    if (!child.stderr) return reject(new Error('The server has no log.'));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const url = /"url":"([^"]+)"/.exec(line)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
