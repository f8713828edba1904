import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../support/lex/cluster-template.ts';

/** The names of Lex's own metrics in the tables of docs/metrics.md. */
export async function documentedMetrics(): Promise<string[]> {
  const text = await readFile(join(packageRoot, 'docs', 'metrics.md'), 'utf8');
  const firsts = text.split('\n').flatMap((line) => /^\| (`lex_[^|]*)\|/.exec(line)?.[1] ?? []);
  return firsts.flatMap((cell) => [...cell.matchAll(/`(lex_\w+)`/g)].map(([, name = '']) => name));
}
