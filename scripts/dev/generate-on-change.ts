import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin, ViteDevServer } from 'vite';
import { startedAgain } from './readiness.ts';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const OPERATIONS = `${packageRoot}schema/console.json`;

/**
 * Generates the types and hashes of the console's operations again when one of them is edited. With others the server
 * starts again, and the page is reloaded once more when it is up: before that, the server doesn't know their hashes.
 */
export function generateOnChange(serverUrl: string): Plugin {
  return {
    name: 'generate-operations',
    configureServer(vite) {
      let isRunning = false;
      let isWanted = false;
      const run = async () => {
        if (isRunning) return;
        isRunning = true;
        while (isWanted) {
          isWanted = false;
          await generate(vite, serverUrl);
        }
        isRunning = false;
      };
      vite.watcher.on('all', (_, path) => {
        if (!path.endsWith('.graphql')) return;
        isWanted = true;
        void run();
      });
    },
  };
}

/** What can't be generated is told by the program that does it. */
async function generate(vite: ViteDevServer, serverUrl: string): Promise<void> {
  const before = await readFile(OPERATIONS, 'utf8');
  const tsx = createRequire(import.meta.url).resolve('tsx/cli');
  const child = spawn(process.execPath, [tsx, 'scripts/codegen/main.ts'], { cwd: packageRoot, stdio: 'inherit' });
  await once(child, 'exit');
  if ((await readFile(OPERATIONS, 'utf8')) === before) return;
  await startedAgain(serverUrl);
  vite.ws.send({ type: 'full-reload' });
}
