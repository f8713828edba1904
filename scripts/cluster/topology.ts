import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../test/support/free-port.ts';
import { startPostgres, whyNoPostgres } from '../../test/support/start-postgres.ts';
import { startRedis, whyNoRedis } from '../../test/support/start-redis.ts';
import { type ComposeService, readCompose } from './compose.ts';
import { findProgram } from './find-program.ts';
import { ServiceProcess } from './service-process.ts';

/** What docker-compose.yml describes, as processes of this machine on free ports, with their files in a temporary directory. */
export interface Topology {
  /** Where nginx listens. */
  readonly url: string;
  /** By its name; those of which there are several are called `work-1`, `work-2`. */
  service(name: string): ServiceProcess;
  /** Stops everything, and removes its files. */
  stop(): Promise<void>;
}

/** Why it can't be started here, or undefined when it can. @throws in a CI run, where it must be */
export function whyNoTopology(): string | undefined {
  const missing = whyNoPostgres() ?? whyNoRedis();
  if (missing !== undefined || findProgram('nginx') !== undefined) return missing;
  if (process.env['CI'] === 'true') throw new Error('there is no nginx to start');
  return 'there is no nginx to start';
}

/**
 * Starts PostgreSQL, Redis, `lex migrate`, then all processes of Lex at once, and nginx.
 *
 * @param settings for all processes of Lex, besides those of the file
 */
export async function startTopology(
  packageRoot: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Topology> {
  const services = await readCompose(join(packageRoot, 'docker-compose.yml'), {});
  const directory = await mkdtemp(join(tmpdir(), 'lex-cluster-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const postgres = await startPostgres();
    ends.push(() => postgres.close());
    const redis = await startRedis();
    ends.push(() => redis.close());
    const listening = await freePort();
    const ports = new Map<string, string>([['8080', listening]]);
    for (const { environment } of Object.values(services)) {
      if (environment['PORT']) ports.set(environment['PORT'], await freePort());
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
          ...(environment['PORT'] ? { PORT: ports.get(environment['PORT']) ?? '' } : {}),
          LEX_DATA_DIR: dataDir,
        },
        cwd: directory,
        started,
      });

    const running = new Map<string, ServiceProcess>();
    const { migrate, nginx, ...others } = services;
    if (!migrate || !nginx) throw new Error('docker-compose.yml has no migrate or no nginx.');
    // It has done its work when it says so, and ends.
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

    const url = `http://127.0.0.1:${listening}`;
    const front = new ServiceProcess({
      name: 'nginx',
      program: findProgram('nginx') ?? 'nginx',
      args: ['-p', directory, '-c', await writeNginxConfig(packageRoot, directory, ports), '-g', 'daemon off;'],
      environment: {},
      cwd: directory,
      started: async () =>
        fetch(`${url}/health/live`).then(
          ({ ok }) => ok,
          () => false,
        ),
    });
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

/** The very file that the container gets, with these ports, and its files in this directory. */
async function writeNginxConfig(
  packageRoot: string,
  directory: string,
  ports: ReadonlyMap<string, string>,
): Promise<string> {
  let text = await readFile(join(packageRoot, 'deploy', 'nginx.conf'), 'utf8');
  for (const [port, actual] of ports) {
    text = text
      .replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${actual}`)
      .replace(`listen ${port};`, `listen 127.0.0.1:${actual};`);
  }
  const files = join(directory, 'nginx');
  await mkdir(files, { recursive: true });
  const path = join(files, 'nginx.conf');
  await writeFile(path, text.replaceAll('/tmp/nginx', join(files, 'nginx')));
  return path;
}
