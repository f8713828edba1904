import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/support/free-port.ts';
import { startPostgres, whyNoPostgres } from '../../test/support/servers/start-postgres.ts';
import { startRedis, whyNoRedis } from '../../test/support/servers/start-redis.ts';
import { type ComposeService, readCompose } from './compose.ts';
import { findProgram } from './find-program.ts';
import { createNginxProcess, FRONT_PORT } from './nginx-process.ts';
import { ServiceProcess } from './service-process.ts';

/**
 * The services of docker-compose.yml as processes of this machine, on free ports, with files in a temporary
 * directory.
 */
export interface Topology {
  /** Where nginx listens. */
  readonly url: string;
  /** The service with a name. Several of one service are named `work-1`, `work-2`. */
  service(name: string): ServiceProcess;
  /** Stops everything, and removes its files. */
  stop(): Promise<void>;
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
 * @param options.detached whether Ctrl-C in the terminal reaches only the caller, who then stops all processes in
 *   order. They outlive a caller that doesn't. @default false
 * @param options.onAddress is told where nginx will listen, before anything is started
 */
export async function startTopology(
  packageRoot: string,
  settings: Readonly<Record<string, string>> = {},
  { detached = false, onAddress }: { readonly detached?: boolean; readonly onAddress?: (url: string) => void } = {},
): Promise<Topology> {
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

    const lex = (name: string, { command, environment }: ComposeService, dataDir: string, started: RegExp) =>
      new ServiceProcess({
        name,
        program: process.execPath,
        args: [join(packageRoot, 'dist', 'main.js'), ...command],
        environment: {
          ...environment,
          ...addresses,
          ...settings,
          ...Object.fromEntries(
            PORTS.flatMap((name) => {
              const port = ports.get(environment[name] ?? '');
              return port === undefined ? [] : [[name, port]];
            }),
          ),
          LEX_DATA_DIR: dataDir,
        },
        cwd: directory,
        detached,
        started,
      });

    const running = new Map<string, ServiceProcess>();
    const { migrate, nginx, ...others } = services;
    if (!migrate || !nginx) throw new Error('docker-compose.yml has no migrate or no nginx.');
    // When it has printed this, the migrations are done, and it ends.
    await lex('migrate', migrate, join(directory, 'migrate'), /applied|up to date/).start();
    for (const [service, description] of Object.entries(others)) {
      if (!description.build) continue;
      const replicas = description.deploy?.replicas ?? 1;
      for (let replica = 1; replica <= replicas; replica++) {
        const name = replicas === 1 ? service : `${service}-${replica}`;
        const started = description.command[0] === 'work' ? /"msg":"working"/ : /"msg":"listening"/;
        running.set(name, lex(name, description, join(directory, name), started));
      }
    }
    ends.push(() => Promise.all([...running.values()].map((each) => each.stop())));
    await Promise.all([...running.values()].map((each) => each.start()));

    const front = await createNginxProcess({ packageRoot, directory, ports, detached });
    running.set(front.name, front);
    await front.start();
    ends.push(() => front.stop('SIGQUIT'));
    return {
      url,
      service(name) {
        const found = running.get(name);
        if (!found) throw new Error(`There is no service ${name}: there are ${[...running.keys()].join(', ')}.`);
        return found;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
