import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ServedLex {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 120_000;

/**
 * Starts the built server on a free port.
 *
 * @param directory where it keeps its data
 * @throws {Error} when it ends before it listens
 */
export async function serveLex(directory: string): Promise<ServedLex> {
  const env = { PATH: process.env.PATH, PORT: '0', LEX_DATA_DIR: directory };
  const child = spawn(process.execPath, ['dist/main.js', 'serve'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const late = AbortSignal.timeout(STARTS_WITHIN_MS);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = once(child, 'exit');
  for (;;) {
    const [, url] = /"url":"([^"]+)"/.exec(output) ?? [];
    if (url !== undefined) {
      return {
        url,
        async stop() {
          child.kill('SIGTERM');
          await ended;
        },
      };
    }
    if (child.exitCode !== null || late.aborted) {
      child.kill('SIGKILL');
      throw new Error(`The server did not start:\n${output}`);
    }
    await Promise.race([once(child.stderr, 'data', { signal: late }).catch(() => undefined), ended]);
  }
}
