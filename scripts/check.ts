import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';

/** The longest first, so that the others fit beside it. */
const CHECKS = ['check:types', 'check:lint', 'check:generated', 'check:types-of-pages', 'check:regex', 'check:schema'];

/**
 * `npm run check`: runs all checks, as many at a time as there are processors. Each says nothing when it passes; what
 * one that fails printed is shown in a piece, and the others still run.
 */
const waiting = [...CHECKS];
const failed: string[] = [];
await Promise.all(Array.from({ length: availableParallelism() }, runNext));
if (failed.length > 0) process.stderr.write(`\nFailed: ${failed.join(', ')}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function runNext(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const check = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve, reject) => {
      check.once('error', reject);
      check.once('close', resolve);
    });
    const [code, ...printed] = await Promise.all([ended, text(check.stdout), text(check.stderr)]);
    if (code === 0) continue;
    failed.push(name);
    process.stderr.write(`${name}:\n${printed.join('')}\n`);
  }
}
