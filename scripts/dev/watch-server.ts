import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

/** The server, served from its sources. */
export interface WatchedServer {
  /** The exit code, when what runs it has ended; 0 when it was told to. */
  readonly ended: Promise<number>;
}

/**
 * Runs the server, and starts it again whenever one of its files changes, or the operations of the console.
 *
 * @param stopping ends it
 */
export function watchServer(packageRoot: string, stopping: AbortSignal): WatchedServer {
  const tsx = createRequire(import.meta.url).resolve('tsx/cli');
  const watch = ['watch', '--clear-screen=false', '--include', 'schema/console.json', 'src/main.ts', 'serve'];
  // In a group of its own, the terminal's Ctrl-C comes to it once, by way of the signal.
  const child = spawn(process.execPath, [tsx, ...watch], {
    cwd: packageRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  stopping.addEventListener('abort', () => void child.kill('SIGTERM'));
  const ended = once(child, 'exit').then(() => (stopping.aborted ? 0 : (child.exitCode ?? 1)));
  return { ended };
}
