import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** A PostgreSQL for the tests of one file. */
export interface TestPostgres {
  /** Makes an empty database. @returns its `DATABASE_URL` */
  createDatabase(): Promise<string>;
  /** Stops and starts the server; undefined when it is one that others use as well. */
  readonly server: PostgresServer | undefined;
  close(): Promise<void>;
}

/** A server that a test may maltreat. */
export interface PostgresServer {
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Makes it and its connections stand still: nothing is answered, and nothing closed. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
/** Where Debian and Ubuntu put a PostgreSQL; others have it in the PATH. */
const DEBIAN_HOME = '/usr/lib/postgresql';

/**
 * Why tests that need PostgreSQL can't be run here, or undefined when they can.
 *
 * @throws when this is a CI run: there it must be, or nobody would notice that nothing is tested
 */
export function whyNoPostgres(): string | undefined {
  if (process.env.TEST_DATABASE_URL || findBinaries() !== undefined) return undefined;
  const reason = 'there is neither TEST_DATABASE_URL nor a PostgreSQL to start';
  if (process.env.CI === 'true') throw new Error(reason);
  return reason;
}

/**
 * Takes the server at `TEST_DATABASE_URL`, or starts one on a free port with its files in a temporary directory.
 *
 * @param options.detached whether Ctrl-C in the terminal passes it by. @default false
 */
export async function startPostgres({ detached = false }: { readonly detached?: boolean } = {}): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  const own = given ? undefined : await OwnServer.create(detached);
  const adminUrl = given ?? own?.url ?? '';
  const names: string[] = [];
  return {
    async createDatabase() {
      const name = `lex_test_${randomUUID().replaceAll('-', '')}`;
      await query(adminUrl, `CREATE DATABASE ${name}`);
      names.push(name);
      const url = new URL(adminUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    server: own,
    async close() {
      if (own) return own.remove();
      for (const name of names) await query(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** The directory with `initdb` and `postgres`, of the newest version there is. */
function findBinaries(): string | undefined {
  const versions = readable(() => readdirSync(DEBIAN_HOME)) ?? [];
  versions.sort((a, b) => Number(b) - Number(a));
  const directories = versions.map((version) => join(DEBIAN_HOME, version, 'bin'));
  return [...directories, ...(process.env.PATH ?? '').split(delimiter)].find((directory) =>
    ['initdb', 'postgres'].every((name) => readable(() => accessSync(join(directory, name))) !== null),
  );
}

/** Null when reading failed: the file isn't there, or isn't for us. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as somebody who has nothing else. */
async function findAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = ['postgres', 'nobody'].map((name) => lines.find((fields) => fields[0] === name)).find(Boolean);
  if (!found) throw new Error('PostgreSQL can not run as root, and there is neither a user postgres nor nobody.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

class OwnServer {
  readonly url: string;
  readonly #binaries: string;
  readonly #directory: string;
  readonly #account: Account | undefined;
  readonly #port: string;
  readonly #detached: boolean;
  #process: ChildProcess | undefined;

  private constructor(options: {
    binaries: string;
    directory: string;
    account: Account | undefined;
    port: string;
    detached: boolean;
  }) {
    this.#binaries = options.binaries;
    this.#directory = options.directory;
    this.#account = options.account;
    this.#port = options.port;
    this.#detached = options.detached;
    this.url = `postgresql://lex@127.0.0.1:${options.port}/postgres`;
  }

  static async create(detached: boolean): Promise<OwnServer> {
    const binaries = findBinaries();
    if (binaries === undefined) throw new Error('There is no PostgreSQL to start.');
    const account = await findAccount();
    const directory = await mkdtemp(join(tmpdir(), 'lex-postgres-'));
    if (account) await chown(directory, account.uid, account.gid);
    const server = new OwnServer({ binaries, directory, account, port: await freePort(), detached });
    try {
      await server.#initialize();
      await server.start();
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  async #initialize(): Promise<void> {
    const child = this.#spawn('initdb', [
      '--username=lex',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ]);
    let said = '';
    child.stderr?.on('data', (data) => {
      said += data;
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`initdb ended with ${code}: ${said}`);
  }

  async start(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'max_connections=50'];
    const child = this.#spawn('postgres', ['-p', this.#port, ...settings.flatMap((setting) => ['-c', setting])]);
    this.#process = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`PostgreSQL did not start: ${said}`));
      const timer = setTimeout(fail, START_TIMEOUT_MS);
      child.stderr?.on('data', (data) => {
        said += data;
        if (!said.includes('ready to accept connections')) return;
        clearTimeout(timer);
        resolve();
      });
      child.once('close', () => {
        clearTimeout(timer);
        fail();
      });
    });
  }

  /** Ends it at once, and every connection with it. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGINT');
    await closed;
  }

  async pause(): Promise<void> {
    await this.#signalAll('SIGSTOP');
  }

  async resume(): Promise<void> {
    await this.#signalAll('SIGCONT');
  }

  /** To the server and to the processes of its connections. */
  async #signalAll(signal: NodeJS.Signals): Promise<void> {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    // Its own first when it stands still, so that no connection is made meanwhile.
    process.kill(pid, signal);
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
    for (const child of children ? children.split(' ') : []) {
      try {
        process.kill(Number(child), signal);
      } catch (error) {
        // A connection's process may have ended since the list was read.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    }
  }

  async remove(): Promise<void> {
    await this.resume();
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #spawn(name: string, args: readonly string[]): ChildProcess {
    return spawn(join(this.#binaries, name), ['-D', this.#directory, ...args], {
      ...this.#account,
      detached: this.#detached,
      cwd: this.#directory,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }
}
