import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, readdirSync } from 'node:fs';
import { chown, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { onFreePort } from '../free-port.ts';
import { endWith, untilReady } from './server-process.ts';

/** A server that a test may maltreat. */
export interface PostgresServer {
  stop(): Promise<void>;
  /** Ends it and its connections as a machine that fails does: it has no time to write anything. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Makes it and its connections stand still: nothing is answered, and nothing closed. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Copies the files of the running server with `pg_basebackup`. */
  baseBackup(to: string): Promise<void>;
  /** Destroys the files of the stopped server, and puts those of a base backup into their place. */
  restore(from: string): Promise<void>;
}

/** Where Debian and Ubuntu put a PostgreSQL; others have it in the PATH. */
const DEBIAN_HOME = '/usr/lib/postgresql';
/** Nothing of it has to outlive the machine. Test files that share it have a few processes of Lex each. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'full_page_writes=off',
  'max_connections=300',
];

/** The directory with `initdb` and `postgres`, of the newest version there is. */
export function findBinaries(): string | undefined {
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

/** A server of our own, on a free port, with its files in a temporary directory. */
export class OwnPostgres implements PostgresServer {
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

  /** @throws when there is no PostgreSQL, or it doesn't start */
  static async create(detached: boolean): Promise<OwnPostgres> {
    const binaries = findBinaries();
    if (binaries === undefined) throw new Error('There is no PostgreSQL to start.');
    const account = await findAccount();
    return onFreePort(async (port) => {
      const directory = await mkdtemp(join(tmpdir(), 'lex-postgres-'));
      if (account) await chown(directory, account.uid, account.gid);
      const server = new OwnPostgres({ binaries, directory, account, port, detached });
      try {
        await server.#initialize();
        await server.start();
        return server;
      } catch (error) {
        await server.remove();
        throw error;
      }
    });
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
    const child = this.#spawn('postgres', ['-p', this.#port, ...SETTINGS.flatMap((setting) => ['-c', setting])]);
    this.#process = child;
    await untilReady(child, { name: 'PostgreSQL', output: child.stderr, ready: 'ready to accept connections' });
  }

  /** Ends it at once, and every connection with it. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    await endWith('SIGINT', child);
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    await this.#signalAll('SIGKILL', child);
    await endWith('SIGKILL', child);
  }

  async pause(): Promise<void> {
    await this.#signalAll('SIGSTOP');
  }

  async resume(): Promise<void> {
    await this.#signalAll('SIGCONT');
  }

  /** To the server and to the processes of its connections. */
  async #signalAll(signal: NodeJS.Signals, server = this.#process): Promise<void> {
    const pid = server?.pid;
    if (pid === undefined || server?.exitCode !== null || server.signalCode !== null) return;
    const listed = async () => (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim();
    // Its own first when it stands still, so that no connection is made meanwhile; one that is killed has no children.
    const before = signal === 'SIGKILL' ? await listed() : undefined;
    process.kill(pid, signal);
    const children = before ?? (await listed());
    for (const child of children ? children.split(' ') : []) {
      try {
        process.kill(Number(child), signal);
      } catch (error) {
        // A connection's process may have ended since the list was read.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    }
  }

  async baseBackup(to: string): Promise<void> {
    const options = ['--dbname', this.url, '--pgdata', to, '--checkpoint', 'fast', '--no-sync'];
    await promisify(execFile)(join(this.#binaries, 'pg_basebackup'), options);
  }

  async restore(from: string): Promise<void> {
    for (const name of await readdir(this.#directory)) await rm(join(this.#directory, name), { recursive: true });
    await cp(from, this.#directory, { recursive: true });
    if (!this.#account) return;
    for (const name of await readdir(this.#directory, { recursive: true })) {
      await chown(join(this.#directory, name), this.#account.uid, this.#account.gid);
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
