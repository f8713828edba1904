import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { titlesOf } from './titles-of.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A fault of docs/faults.md, with the tests that show what Lex does. */
interface Fault {
  readonly name: string;
  readonly says: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

function readFaults(page: string): readonly Fault[] {
  return page
    .split(/^### /m)
    .slice(1)
    .map((section) => {
      const [name = '', ...lines] = section.split(/^## /m)[0]?.trim().split('\n') ?? [];
      const [says = '', ...items] = lines.join('\n').split(/^- /m);
      const tests = items.map((item) => {
        const [, file = '', title = ''] = /^`([^`]+)`: (.*)$/.exec(item.trim().replaceAll(/\n\s+/g, ' ')) ?? [];
        return { file, title };
      });
      return { name, says: says.trim(), tests };
    });
}

describe('docs/faults.md', () => {
  const faults = readFaults(readFileSync(join(PROJECT, 'docs', 'faults.md'), 'utf8'));

  it('says of each fault what Lex does, and names a test', () => {
    expect(faults.length).toBeGreaterThan(40);
    expect(faults.filter(({ says, tests }) => says === '' || tests.length === 0)).toEqual([]);
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  });

  it('names tests that are there', () => {
    const named = faults.flatMap(({ tests }) => tests);
    const titles = new Map(
      [...new Set(named.map(({ file }) => file))].map((file) => {
        const path = join(PROJECT, file);
        return [file, file.startsWith('test/') && existsSync(path) ? titlesOf(path) : []] as const;
      }),
    );
    expect(named.filter(({ file, title }) => !titles.get(file)?.includes(title))).toEqual([]);
  });
});
