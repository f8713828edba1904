import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/support/free-port.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../../test/support/servers/start-postgres.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../../test/support/servers/start-redis.ts';
import { type ComposeService, readCompose } from './compose.ts';
import { findProgram } from './find-program.ts';
import { createNginxProcess, FRONT_PORT } from './nginx-process.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { ServiceProcess } from './service-process.ts';

/**
 * The services of docker-compose.yml as processes of this machine, on free ports, with files in a temporary
 * directory.
 */
export interface Topology {
  /** Where nginx listens. */
  readonly url: string;
  /** Where the servers listen themselves, by their names. */
  readonly serverUrls: ReadonlyMap<string, string>;
  /** What they work on; the addresses lead there past what {@link TopologyOptions.route} has put in between. */
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly addresses: Addresses;
  /** The service with a name. Several of one service are named `work-1`, `work-2`. */
  service(name: string): ServiceProcess;
  /** Runs a command of Lex to its end, with the settings and the data directory of one of its processes. */
  run(name: string, command: readonly string[]): Promise<CommandResult>;
  /** Stops everything, and removes its files. */
  stop(): Promise<void>;
}

/** Where a process of Lex finds what it works on. */
export interface Addresses {
  readonly DATABASE_URL: string;
  readonly REDIS_URL: string;
}

export interface TopologyOptions {
  /**
   * Whether Ctrl-C in the terminal reaches only the caller, who then stops all processes in order. They outlive a
   * caller that doesn't. @default false
   */
  readonly detached?: boolean;
  /** Is told where nginx will listen, before anything is started. */
  readonly onAddress?: (url: string) => void;
  /** Leads a process of Lex to the database and to Redis by another way. @default straight there */
  readonly route?: (name: string, addresses: Addresses) => Promise<Addresses>;
  /** The data directory of a process of Lex by its name; undefined: one among the files of the cluster. */
  readonly dataDir?: (name: string) => string | undefined;
  /** A directory for what the processes of Lex and nginx print, a file for each. @default nowhere */
  readonly logs?: string;
}

/**
 * Says why the cluster can't be started here; undefined when it can.
 *
 * @throws in a CI run, where it must be possible
 */
export function whyNoTopology(): string | undefined {
  const missing = whyNoPostgres() ?? whyNoRedis();
  if (missing !== undefined || findProgram('nginx') !== undefined) return missing;
  if (process.env['CI'] === 'true') throw new Error('there is no nginx to start');
  return 'there is no nginx to start';
}

/** The settings that say where a process listens. */
const PORTS = ['PORT', 'LEX_METRICS_PORT'];

function portsOf({ environment }: ComposeService): string[] {
  return PORTS.flatMap((name) => environment[name] ?? []);
}

/**
 * Starts PostgreSQL, Redis, `lex migrate`, then all processes of Lex at once, and nginx.
 *
 * @param settings for all processes of Lex, in addition to those of the file
 */
export async function startTopology(
  packageRoot: string,
  settings: Readonly<Record<string, string>> = {},
  options: TopologyOptions = {},
): Promise<Topology> {
  const { detached = false, onAddress, route = async (_, addresses) => addresses, logs } = options;
  // Its database is another one, with an address of its own.
  const services = await readCompose(join(packageRoot, 'docker-compose.yml'), { POSTGRES_PASSWORD: 'none' });
  const directory = await mkdtemp(join(tmpdir(), 'lex-cluster-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const listening = await freePort();
    const url = `http://127.0.0.1:${listening}`;
    onAddress?.(url);
    const postgres = await startPostgres({ detached });
    ends.push(() => postgres.close());
    const redis = await startRedis({ detached });
    ends.push(() => redis.close());
    const ports = new Map<string, string>([[FRONT_PORT, listening]]);
    for (const port of Object.values(services).flatMap(portsOf)) {
      ports.set(port, await freePort());
    }
    const addresses = { DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url };
    const environments = new Map<string, Readonly<Record<string, string>>>();
    const lex = async (name: string, { command, environment }: ComposeService, started: RegExp) => {
      const dataDir = options.dataDir?.(name) ?? join(directory, name);
      const mapped = Object.fromEntries(
        PORTS.flatMap((setting) => {
          const port = ports.get(environment[setting] ?? '');
          return port === undefined ? [] : [[setting, port]];
        }),
      );
      const led = await route(name, addresses);
      const own = { ...environment, ...led, ...settings, ...mapped, LEX_DATA_DIR: dataDir };
      environments.set(name, { ...own, ...addresses });
      const args = [join(packageRoot, 'dist', 'main.js'), ...command];
      const described = { name, program: process.execPath, args, environment: own, cwd: directory, detached, started };
      return new ServiceProcess({ ...described, logFile: logs && join(logs, `${name}.log`) });
    };

    const running = new Map<string, ServiceProcess>();
    const serverUrls = new Map<string, string>();
    const { migrate, nginx, ...others } = services;
    if (!migrate || !nginx) throw new Error('docker-compose.yml has no migrate or no nginx.');
    // When it has printed this, the migrations are done, and it ends.
    await (await lex('migrate', migrate, /applied|up to date/)).start();
    for (const [service, description] of Object.entries(others)) {
      if (!description.build) continue;
      const replicas = description.deploy?.replicas ?? 1;
      for (let replica = 1; replica <= replicas; replica++) {
        const name = replicas === 1 ? service : `${service}-${replica}`;
        const started = description.command[0] === 'work' ? /"msg":"working"/ : /"msg":"listening"/;
        running.set(name, await lex(name, description, started));
        const port = ports.get(description.environment['PORT'] ?? '');
        if (port !== undefined) serverUrls.set(name, `http://127.0.0.1:${port}`);
      }
    }
    ends.push(() => Promise.all([...running.values()].map((each) => each.stop())));
    // As the containers' `restart: unless-stopped`: on a busy machine one may find its Redis too slow at first.
    await Promise.all([...running.values()].map((each) => each.start().catch(() => each.start())));

    const logFile = logs && join(logs, 'nginx.log');
    const front = await createNginxProcess({ packageRoot, directory, ports, detached, logFile });
    running.set(front.name, front);
    await front.start();
    ends.push(() => front.stop('SIGQUIT'));
    return {
      url,
      serverUrls,
      postgres,
      redis,
      addresses,
      service: (name) => found(running, name),
      run: (name, command) =>
        runCommand([join(packageRoot, 'dist', 'main.js'), ...command], found(environments, name), directory),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function found<T>(all: ReadonlyMap<string, T>, name: string): T {
  const one = all.get(name);
  if (one === undefined) throw new Error(`There is no service ${name}: there are ${[...all.keys()].join(', ')}.`);
  return one;
}
