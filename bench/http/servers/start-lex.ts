import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../test/support/free-port.ts';
import type { Cores } from './cores.ts';
import { asServer, type MeasuredServer } from './measured-server.ts';
import { startProcess } from './start-process.ts';

const START_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts `lex serve` of a built checkout as `npm start` does, embedded, but that its log has warnings alone, and waits
 * until it is ready.
 *
 * @param checkout the directory with its `dist/`
 */
export async function startLex(
  name: string,
  { checkout, dataDir, cores }: { readonly checkout: string; readonly dataDir: string; readonly cores: Cores },
): Promise<MeasuredServer> {
  const main = join(checkout, 'dist', 'main.js');
  // With this level the log doesn't say which port the system chose.
  const port = await freePort();
  const child = startProcess(cores.server, [main, 'serve'], {
    // The checkout may have a file .env with settings: the process doesn't run there.
    cwd: dirname(main),
    env: { LEX_DATA_DIR: dataDir, LEX_LOG_LEVEL: 'warn', PORT: port },
  });
  const origin = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${name} did not start.`);
    await sleep(LOOK_EVERY_MS);
  }
  return asServer(child, { name, url: `${origin}/graphql` });
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/health/ready`)).ok;
  } catch {
    return false;
  }
}
