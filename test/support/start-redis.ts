import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** A Redis for the tests of one file, empty at first. */
export interface TestRedis {
  /** Its `REDIS_URL`. */
  readonly url: string;
  /** Undefined when it is a server that others use as well. */
  readonly server: RedisServer | undefined;
  /** A connection of the test's own. */
  connect(): Redis;
  close(): Promise<void>;
}

/** A server that a test may maltreat. */
export interface RedisServer {
  /** Kills it. */
  stop(): Promise<void>;
  /** Starts it where it was, with what its append-only file holds. */
  start(): Promise<void>;
  /** Kills it, and throws away what it kept. */
  wipe(): Promise<void>;
  /** Makes it stand still: it answers nothing, and its connections stay. */
  pause(): void;
  resume(): void;
}

const START_TIMEOUT_MS = 30_000;

/**
 * Why tests that need Redis can't be run here, or undefined when they can.
 *
 * @throws when this is a CI run: there it must be, or nobody would notice that nothing is tested
 */
export function whyNoRedis(): string | undefined {
  if (process.env.TEST_REDIS_URL || findBinary() !== undefined) return undefined;
  const reason = 'there is neither TEST_REDIS_URL nor a redis-server to start';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

/**
 * Takes a database of the server at `TEST_REDIS_URL`, and empties it; or starts one on a free port with its files in a
 * temporary directory.
 *
 * @param options.detached whether Ctrl-C in the terminal passes it by. @default false
 */
export async function startRedis({ detached = false }: { readonly detached?: boolean } = {}): Promise<TestRedis> {
  const given = process.env.TEST_REDIS_URL;
  const own = given ? undefined : await OwnServer.create(detached);
  // Test files run side by side: each of vitest's workers has a database of its own.
  const url = given ? new URL(`/${process.env.VITEST_POOL_ID ?? 0}`, given).href : (own?.url ?? '');
  const connections: Redis[] = [];
  function connect(): Redis {
    const redis = new Redis(url, { maxRetriesPerRequest: null });
    // Some tests stop the server.
    redis.on('error', () => undefined);
    connections.push(redis);
    return redis;
  }
  if (given) await connect().flushdb();
  return {
    url,
    server: own,
    connect,
    async close() {
      for (const redis of connections) redis.disconnect();
      await own?.remove();
    },
  };
}

function findBinary(): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter);
  return directories.map((directory) => join(directory, 'redis-server')).find(isThere);
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

class OwnServer implements RedisServer {
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

  static async create(detached: boolean): Promise<OwnServer> {
    const server = new OwnServer(await mkdtemp(join(tmpdir(), 'lex-redis-')), await freePort(), detached);
    try {
      await server.start();
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
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
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(binary, args, {
      detached: this.#detached,
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#process = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`Redis did not start: ${said}`));
      const timer = setTimeout(fail, START_TIMEOUT_MS);
      child.stdout.on('data', (data) => {
        said += data;
        if (!said.includes('Ready to accept connections')) return;
        clearTimeout(timer);
        resolve();
      });
      child.once('close', () => {
        clearTimeout(timer);
        fail();
      });
    });
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
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
