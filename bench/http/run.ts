import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { machine } from '../table.ts';
import { type Bench, openBench } from './measuring/open-bench.ts';
import type { Section } from './measuring/section.ts';
import { measureFanOut } from './parts/fan-out.ts';
import { measureIdle } from './parts/idle.ts';
import { measureLists } from './parts/lists.ts';
import { measureOperations } from './parts/operations/operations.ts';
import { measureStatus } from './parts/status.ts';
import { measureTail } from './parts/tail.ts';
import { markdownPage } from './report/markdown-page.ts';
import { plot } from './report/plot.ts';
import { chooseCores } from './servers/cores.ts';
import { installPeers } from './servers/install-peers.ts';

// `npm run bench -- http` measures Lex and its peers, and writes bench/results.md and bench/results.svg.
// `npm run bench -- http status` measures one part, and prints it.

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<Section>>> = {
  status: measureStatus,
  lists: measureLists,
  operations: measureOperations,
  'fan-out': measureFanOut,
  idle: measureIdle,
  tail: measureTail,
};

// Seen from dist/bench/main.js.
const ROOT = new URL('../../', import.meta.url);
const PLOT = 'results.svg';

const names = process.argv.slice(3);
for (const name of names) {
  if (!PARTS[name]) throw new Error(`There is no part "${name}": take ${Object.keys(PARTS).join(', ')}.`);
}

const peers = await installPeers();
// Asked before this process is given one of the cores.
const computer = `${machine()}.`;
const busy = `The load average was ${loadavg()[0]?.toFixed(1)} before it began.`;
const cores = chooseCores();
const bench = await openBench({ checkout: fileURLToPath(ROOT), before: process.env['BENCH_BEFORE'], cores });
const sections: Section[] = [];
try {
  for (const [name, measure] of Object.entries(PARTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stderr.write(`Measuring ${name} …\n`);
    sections.push(await measure(bench));
    await bench.stopServers();
  }
} finally {
  await bench.close();
}

const isWhole = names.length === 0;
const page = markdownPage({
  sections,
  notes: [computer, busy, cores.description],
  versions: peers,
  date: new Date(),
  ...(isWhole && { plot: PLOT }),
});
if (isWhole) {
  await writeFile(new URL('bench/results.md', ROOT), page);
  await writeFile(new URL(`bench/${PLOT}`, ROOT), plot(sections));
}
process.stdout.write(page);
