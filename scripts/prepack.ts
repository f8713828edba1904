import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ignoreAllBut } from './build/ignore-all-but.ts';
import { OUT, outputsOfBuild } from './build/part.ts';

// Before `npm pack` and `npm publish`: builds, and leaves out of the package what earlier builds have left in dist/,
// where servers that were started from them may still load it, and the maps of sources that don't come along.

await promisify(execFile)(process.execPath, ['--import', 'tsx', 'scripts/build.ts']);
const files = (await outputsOfBuild()).filter((path) => !path.endsWith('.map'));
if (!files.includes('main.js')) throw new Error('Files were changed while they were built. Pack again.');
await writeFile(join(OUT, '.npmignore'), ignoreAllBut(files));
