import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { ServiceProcess } from './service-process.ts';

/** The port of deploy/nginx.conf that clients reach. */
export const FRONT_PORT = '8080';

export interface NginxOptions {
  readonly packageRoot: string;
  /** Where its files are put, in a directory of their own. */
  readonly directory: string;
  /** The ports of the file, and those to listen on and to reach processes of Lex at instead. */
  readonly ports: ReadonlyMap<string, string>;
  /** See {@link ServiceCommand.detached}. */
  readonly detached: boolean;
  /** What else of the file is to differ. */
  readonly edit?: (config: string) => string;
}

/**
 * nginx with the very file that the container gets, but for ports and paths; it has started when Lex answers through
 * it.
 */
export async function createNginxProcess(options: NginxOptions): Promise<ServiceProcess> {
  const { packageRoot, directory, ports, detached, edit = (config) => config } = options;
  let config = await readFile(join(packageRoot, 'deploy', 'nginx.conf'), 'utf8');
  for (const [port, actual] of ports) {
    config = config
      .replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${actual}`)
      .replace(`listen ${port};`, `listen 127.0.0.1:${actual};`);
  }
  const files = join(directory, 'nginx');
  await mkdir(files, { recursive: true });
  const path = join(files, 'nginx.conf');
  await writeFile(path, edit(config.replaceAll('/tmp/nginx', join(files, 'nginx'))));
  const url = `http://127.0.0.1:${ports.get(FRONT_PORT) ?? FRONT_PORT}/health/live`;
  return new ServiceProcess({
    name: 'nginx',
    program: findProgram('nginx') ?? 'nginx',
    // Started by root it would else become somebody who may not write long bodies into a directory of root's.
    args: ['-p', directory, '-c', path, '-g', `daemon off;${process.getuid?.() === 0 ? ' user root;' : ''}`],
    environment: {},
    cwd: directory,
    detached,
    started: async () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
}
