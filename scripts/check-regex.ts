import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findExpressions } from './regex/find-expressions.ts';
import { growthOf } from './regex/growth.ts';

// Fails when the time of a regular expression can grow faster than the text that it reads: a text from a model, a
// user or a file could then block the whole process. Generated files are left out.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GENERATED = /^src\/generated\//;
/** Of bench/: what its peers are made of. */
const PACKAGES = /(^|\/)node_modules\//;

const files = ['.', 'src', 'client', 'scripts', 'bench'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !PACKAGES.test(file))
    .map((file) => join(folder, file)),
);
const known = new Map<string, string | undefined>();
let failures = 0;
for (const file of files.filter((each) => !GENERATED.test(each))) {
  for (const { line, pattern } of findExpressions(file, readFileSync(join(ROOT, file), 'utf8'))) {
    const shown = pattern && `/${pattern.source}/${pattern.flags}`;
    if (shown && !known.has(shown)) known.set(shown, growthOf(pattern));
    const problem = shown ? known.get(shown) : 'it is put together when it runs: write it out of constants of its file';
    if (!problem) continue;
    failures++;
    process.stderr.write(`${file}:${line} ${shown?.slice(0, 200) ?? 'RegExp'}\n  ${problem}\n`);
  }
}
process.stdout.write(`Checked ${known.size} regular expressions.\n`);
if (failures > 0) process.exitCode = 1;
