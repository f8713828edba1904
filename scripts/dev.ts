import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readConfig, readServerUrl } from '../src/config/config.ts';
import { withSettingsFile } from '../src/config/settings-file.ts';
import { whenReady } from './dev/readiness.ts';
import { serveConsole } from './dev/serve-console.ts';
import { watchServer } from './dev/watch-server.ts';

// `npm run dev` serves Lex from its sources, and the console beside it from its own: an edited file of the server
// starts it again, an edited page reloads. It ends with Ctrl-C.

const packageRoot = fileURLToPath(new URL('..', import.meta.url));
/** Where Vite listens unless another port is asked for. */
const CONSOLE_PORT = '5173';

const { values } = parseArgs({ options: { port: { type: 'string', default: CONSOLE_PORT } } });
const { environment } = withSettingsFile(process.env, packageRoot);
readConfig(environment);
const serverUrl = readServerUrl(environment);

// A signal may come twice, from the terminal and from npm, and before all has started.
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

const server = watchServer(packageRoot, stopping.signal);
try {
  const pages = await serveConsole({ port: Number(values.port), serverUrl });
  stopping.signal.addEventListener('abort', () => void pages.close());
  await whenReady(serverUrl, stopping.signal);
  if (stopping.signal.aborted) await pages.close();
  else process.stdout.write(`The console is at ${pages.url}, and GraphQL beside it; Ctrl-C ends both.\n`);
} catch (error) {
  stopping.abort();
  throw error;
} finally {
  process.exitCode = await server.ended;
  stopping.abort();
}
