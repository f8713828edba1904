import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { withSettingsFile } from '../../src/config/settings-file.ts';
import { startTopology, whyNoTopology } from './topology.ts';

// `npm run cluster`: docker-compose.yml without Docker, until it is stopped. Settings of Lex that the environment or
// the file .env has (LEX_MODEL, OPENAI_API_KEY …) are given to all of its processes.

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const missing = whyNoTopology();
if (missing !== undefined) {
  process.stderr.write(`The cluster can't be started: ${missing} (Debian: postgresql, redis-server, nginx).\n`);
  process.exit(1);
}
const PASSED =
  /^(LEX_(MODEL|EMBEDDING_MODEL|MEMORY_LANGUAGE|LOG_LEVEL|WORKER_CONCURRENCY)|(OPENAI|ANTHROPIC|OLLAMA|COMPATIBLE)_.*)$/;
const settings: Record<string, string> = {};
for (const [name, value] of Object.entries(withSettingsFile(process.env, packageRoot).environment))
  if (value && PASSED.test(name)) settings[name] = value;
// Signals come twice when npm and tsx pass on what the terminal sent already, and may come before all has started.
const stopping = new AbortController();
stopping.signal.addEventListener('abort', () => process.stdout.write('Stopping.\n'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
const onAddress = (url: string) => {
  process.stdout.write(
    `Lex will be at ${url}/graphql in a moment. Its databases are in a temporary directory, and go when it ends: nothing that is stored here is kept.\n`,
  );
};
const topology = await startTopology(packageRoot, settings, { detached: true, onAddress });
if (!stopping.signal.aborted) {
  process.stdout.write(
    `Lex is at ${topology.url}/graphql: 3 processes answer, 2 work. Ctrl-C stops them, and deletes their data.\n`,
  );
  await once(stopping.signal, 'abort');
}
await topology.stop();
