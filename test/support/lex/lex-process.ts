import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from './cluster-template.ts';
import { PATIENT } from './patient.ts';

const START_TIMEOUT_MS = 180_000;
const NODE_OPTIONS = `--import=${new URL('baseline-compiler.mjs', import.meta.url).href}`;

export interface LexExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `lex` as a process of its own, with an environment of its own. */
export interface LexProcess {
  readonly pid: number;
  /** What it has printed so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when it has ended, and all it printed is here. */
  readonly exited: Promise<LexExit>;
  /** The first match in what it prints to either stream, now or later. @throws when it ends without one */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  write(text: string): void;
  endInput(): void;
  kill(signal: NodeJS.Signals): void;
}

/** A server that is up. */
export interface LexServer extends LexProcess {
  /** `http://127.0.0.1:port` */
  readonly url: string;
}

/** What ends with the test that began it; in `beforeAll` pass `atEnd` of at-end.ts. */
type AtEnd = (end: () => Promise<void>) => void;

const LEX = [process.execPath, join(packageRoot, 'dist', 'main.js')];

/**
 * Starts a command of `lex`, or of something that runs it. It is killed at the latest when the test ends. Unless its
 * environment has `NODE_OPTIONS` of its own, Node compiles WebAssembly without optimising it.
 */
export function spawnLex(
  args: readonly string[],
  environment: Record<string, string> = {},
  { atEnd = onTestFinished, through = (command) => command, cwd = NO_SETTINGS }: Surroundings = {},
): LexProcess {
  const [program = '', ...rest] = through([...LEX, ...args]);
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH, NODE_OPTIONS, ...PATIENT, ...environment },
    cwd,
  });
  const lex = new SpawnedLex(child);
  atEnd(async () => {
    child.kill('SIGKILL');
    await lex.exited;
  });
  return lex;
}

interface Surroundings {
  readonly atEnd?: AtEnd;
  readonly through?: Wrapper;
  readonly cwd?: string;
}

/** A directory without a `.env`, which a checkout may have. */
const NO_SETTINGS = join(packageRoot, 'test');

/** Makes of a command line another that runs it. */
type Wrapper = (command: readonly string[]) => readonly string[];

/** Runs a command to its end. */
export async function runLex(
  args: readonly string[],
  environment: Record<string, string> = {},
  input = '',
  cwd = NO_SETTINGS,
): Promise<LexExit & { stdout: string; stderr: string }> {
  const lex = spawnLex(args, environment, { cwd });
  lex.write(input);
  lex.endInput();
  const exit = await lex.exited;
  return { ...exit, stdout: lex.stdout, stderr: lex.stderr };
}

/** Starts `lex serve`, on a free port unless the environment names one, and waits until it listens. */
export async function startLex(
  environment: Record<string, string>,
  atEnd?: AtEnd,
  through?: Wrapper,
): Promise<LexServer> {
  const lex = spawnLex(
    ['serve'],
    { PORT: '0', ...environment },
    { ...(atEnd && { atEnd }), ...(through && { through }) },
  );
  const [, url = ''] = await lex.printed(/"url":"([^"]+)"/);
  return Object.assign(lex, { url });
}

class SpawnedLex implements LexProcess {
  stdout = '';
  stderr = '';
  readonly exited: Promise<LexExit>;
  readonly #child: ChildProcess;
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = once(child, 'close').then(() => {
      this.#ended = true;
      return { code: child.exitCode, signal: child.signalCode };
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      child.emit('printed');
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      child.emit('printed');
    });
    // A process that has ended doesn't read what is written to it.
    child.stdin?.on('error', () => undefined);
    child.setMaxListeners(0);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const late = AbortSignal.timeout(START_TIMEOUT_MS);
    for (;;) {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
      if (match) return match;
      if (late.aborted || this.#ended) {
        const end = `${this.#child.exitCode ?? this.#child.signalCode ?? 'still running'}`;
        throw new Error(`lex (${end}) didn't print ${pattern}:\n${this.stdout}\n${this.stderr}`);
      }
      await Promise.race([once(this.#child, 'printed', { signal: late }).catch(() => undefined), this.exited]);
    }
  }

  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  endInput(): void {
    this.#child.stdin?.end();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
