import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { withSettingsFile } from '../../src/config/settings-file.ts';
import { startTopology, whyNoTopology } from './topology.ts';

// `npm run cluster` runs docker-compose.yml without Docker, until it is stopped. Settings such as LEX_MODEL and
// OPENAI_API_KEY, from the environment or the file .env, go to all of its processes.

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const missing = whyNoTopology();
if (missing !== undefined) {
  process.stderr.write(`The cluster can't be started: ${missing} (Debian: postgresql, redis-server, nginx).\n`);
  process.exit(1);
}
const LEX_SETTINGS = 'MODEL|EMBEDDING_MODEL|MEMORY_LANGUAGE|LOG_LEVEL|WORKER_CONCURRENCY';
const PASSED = new RegExp(`^(LEX_(${LEX_SETTINGS})|(OPENAI|ANTHROPIC|OLLAMA|COMPATIBLE)_.*)$`);
const settings: Record<string, string> = {};
for (const [name, value] of Object.entries(withSettingsFile(process.env, packageRoot).environment))
  if (value && PASSED.test(name)) settings[name] = value;
// A signal may come twice, from the terminal and from npm or tsx, and before all processes have started.
const stopping = new AbortController();
stopping.signal.addEventListener('abort', () => process.stdout.write('Stopping.\n'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
const onAddress = (url: string) => {
  process.stdout.write(
    `Lex will be at ${url}/graphql in a moment. Its databases are in a temporary directory, and go when it ends: ` +
      'nothing that is stored here is kept.\n',
  );
};
const topology = await startTopology(packageRoot, settings, { detached: true, onAddress }).catch((error: unknown) => {
  // A program that is being started is in the terminal's process group for a moment yet, and ends by its Ctrl-C. What
  // had started is stopped by then.
  if (!stopping.signal.aborted) throw error;
});
if (topology && !stopping.signal.aborted) {
  process.stdout.write(
    `Lex is at ${topology.url}/graphql: 3 processes answer, 2 work. Ctrl-C stops them, and deletes their data.\n`,
  );
  await once(stopping.signal, 'abort');
}
await topology?.stop();
