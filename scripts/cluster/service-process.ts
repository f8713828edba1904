import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { within } from '../../src/time/within.ts';

const START_TIMEOUT_MS = 180_000;
/** More than the 20 s that a process of Lex may take to stop. */
const STOP_TIMEOUT_MS = 90_000;

/** A program to run, and how to know that it has started: by what it prints, or by asking it. */
export interface ServiceCommand {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whether Ctrl-C in the terminal does not reach it, so that it is stopped when its turn comes. */
  readonly detached: boolean;
  readonly started: RegExp | (() => Promise<boolean>);
  /** A file to which all that it prints is added, over all of its starts. @default none */
  readonly logFile?: string | undefined;
}

/** How a process has ended. */
export interface ServiceEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A service as a process of this machine, which can be stopped and started again. */
export class ServiceProcess {
  readonly name: string;
  readonly #command: ServiceCommand;
  #child: ChildProcess | undefined;
  #said = '';
  #log: WriteStream | undefined;
  /** Is told when the process ends without having been told to by {@link stop}, after it had started. */
  onEndedByItself: (end: ServiceEnd) => void = () => undefined;

  constructor(command: ServiceCommand) {
    this.name = command.name;
    this.#command = command;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The last 16 KiB of what it has printed, which tell why it ended. */
  get said(): string {
    return this.#said;
  }

  /**
   * Resolves when it has started.
   *
   * @throws when it ends first, or takes longer than three minutes
   */
  async start(): Promise<void> {
    const { program, args, environment, cwd, detached, started } = this.#command;
    const child = spawn(program, args, {
      cwd,
      detached,
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#said = '';
    const { logFile } = this.#command;
    if (logFile !== undefined) this.#log ??= createWriteStream(logFile, { flags: 'a' });
    const deadline = performance.now() + START_TIMEOUT_MS;
    const ended = once(child, 'close');
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
    const printed = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          this.#said = (this.#said + text).slice(-16_384);
          this.#log?.write(text);
          if (started instanceof RegExp && started.test(this.#said)) resolve();
        });
      }
    });
    const isUp = async () => {
      if (started instanceof RegExp) return printed;
      while (!hasEnded() && !(await started())) {
        if (performance.now() > deadline) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await within(START_TIMEOUT_MS, Promise.race([isUp(), ended]), { late: () => undefined });
    if (hasEnded() || performance.now() > deadline) {
      await this.stop('SIGKILL');
      throw new Error(`${this.name} did not start:\n${this.#said}`);
    }
    void ended.then(() => {
      if (this.#child === child) this.onEndedByItself({ code: child.exitCode, signal: child.signalCode });
    });
  }

  /** Sends a signal to the process, and to those that it has started itself where it is detached. */
  signal(signal: NodeJS.Signals): void {
    const child = this.#child;
    if (!child || !this.isRunning || child.pid === undefined) return;
    if (this.#command.detached) process.kill(-child.pid, signal);
    else child.kill(signal);
  }

  /** Resolves with its exit code when it has ended. It is killed when that takes too long. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'close');
    // Who kills nginx means those that it has started too: they would go on, and keep its port.
    const send = (what: NodeJS.Signals) =>
      what === 'SIGKILL' && this.#command.detached && child.pid !== undefined
        ? process.kill(-child.pid, what)
        : child.kill(what);
    send(signal);
    // One that stands still hears of it then.
    this.#resume(child);
    const timer = setTimeout(() => send('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
    return child.exitCode;
  }

  #resume(child: ChildProcess): void {
    if (this.#command.detached && child.pid !== undefined) process.kill(-child.pid, 'SIGCONT');
    else child.kill('SIGCONT');
  }
}
