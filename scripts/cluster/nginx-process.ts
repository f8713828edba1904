import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { ServiceProcess } from './service-process.ts';

/** The port in deploy/nginx.conf that is for clients. */
export const FRONT_PORT = '8080';

export interface NginxOptions {
  readonly packageRoot: string;
  /** The directory in which it gets a directory for its files. */
  readonly directory: string;
  /** The ports in the file, with those to use in their place. */
  readonly ports: ReadonlyMap<string, string>;
  /** See {@link ServiceCommand.detached}. */
  readonly detached: boolean;
  /** See {@link ServiceCommand.logFile}. */
  readonly logFile?: string | undefined;
  /** Makes further changes to the file. */
  readonly edit?: (config: string) => string;
}

/**
 * nginx with the same file as in its container, except for ports and paths. It counts as started when Lex answers
 * through it.
 */
export async function createNginxProcess(options: NginxOptions): Promise<ServiceProcess> {
  const { packageRoot, directory, ports, detached, logFile, edit = (config) => config } = options;
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
    // Started by root, nginx would otherwise run as a user who can't write long bodies into root's directory.
    args: ['-p', directory, '-c', path, '-g', `daemon off;${process.getuid?.() === 0 ? ' user root;' : ''}`],
    environment: {},
    cwd: directory,
    detached,
    logFile,
    started: async () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
}
