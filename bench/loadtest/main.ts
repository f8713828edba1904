import { runLoadTest } from './run-load-test.ts';

// `npm run loadtest` loads a server as many users would, and reports how it bore that. It runs from its sources, since
// it may be on a machine on which no server is built; it says so when it is itself what is slow.

// A signal may come twice, from the terminal and from npm.
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

const { stdout, stderr } = process;
process.exitCode = await runLoadTest(process.argv.slice(2), { stdout, stderr, stopped: stopping.signal });
