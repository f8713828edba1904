import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../scripts/cluster/find-program.ts';
import { onFreePort } from '../free-port.ts';
import { endWith, untilReady } from './server-process.ts';

/** A server that a test may maltreat. */
export interface RedisServer {
  /** Kills it, unless a signal that lets it end by itself is named. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it where it was, with what its append-only file holds. */
  start(): Promise<void>;
  /** Kills it, and throws away what it kept. */
  wipe(): Promise<void>;
  /** Makes it stand still: it answers nothing, and its connections stay. */
  pause(): void;
  resume(): void;
}

/** More than test files ever take of one server. */
const REDIS_DATABASES = 2_048;

export function findBinary(): string | undefined {
  return findProgram('redis-server');
}

/** A server of our own, on a free port, with its files in a temporary directory. */
export class OwnRedis implements RedisServer {
  readonly url: string;
  readonly #directory: string;
  readonly #port: string;
  readonly #detached: boolean;
  #process: ChildProcess | undefined;

  private constructor(directory: string, port: string, detached: boolean) {
    this.#directory = directory;
    this.#port = port;
    this.#detached = detached;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** @throws when there is no Redis, or it doesn't start */
  static async create(detached: boolean): Promise<OwnRedis> {
    return onFreePort(async (port) => {
      const server = new OwnRedis(await mkdtemp(join(tmpdir(), 'lex-redis-')), port, detached);
      try {
        await server.start();
        return server;
      } catch (error) {
        await server.remove();
        throw error;
      }
    });
  }

  async start(): Promise<void> {
    const binary = findBinary();
    if (binary === undefined) throw new Error('There is no redis-server to start.');
    const settings = {
      port: this.#port,
      bind: '127.0.0.1',
      dir: this.#directory,
      save: '',
      appendonly: 'yes',
      // What was answered is with the system then, which keeps it when Redis is killed. One that syncs each second
      // holds back what it writes for up to two seconds while a busy disk takes its time.
      appendfsync: 'no',
      'maxmemory-policy': 'noeviction',
      databases: String(REDIS_DATABASES),
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(binary, args, {
      detached: this.#detached,
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#process = child;
    await untilReady(child, { name: 'Redis', output: child.stdout, ready: 'Ready to accept connections' });
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    await endWith(signal, child);
  }

  async wipe(): Promise<void> {
    await this.stop();
    await rm(join(this.#directory, 'appendonlydir'), { recursive: true, force: true });
    await rm(join(this.#directory, 'appendonly.aof'), { force: true });
  }

  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
