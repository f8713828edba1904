import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { readBundling } from '../scripts/build/bundling.ts';

// Benchmarks are built, since code that runs from its source is slower, and run beside the server's build.

const OUT = 'dist/bench';

await rm(OUT, { recursive: true, force: true });
await build({
  entryPoints: ['bench/main.ts', 'bench/http/load/load.ts', 'bench/attack/attackers.ts'],
  outbase: 'bench',
  outdir: OUT,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
});
// What is measured of Lex without its features is bundled as the server is: bundled code differs in its speed.
await build({
  ...(await readBundling()),
  entryPoints: ['bench/http/lex/lex-edge.ts'],
  outbase: 'bench',
  outdir: OUT,
});
