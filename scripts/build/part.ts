import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { digestOf } from './digest.ts';

/** Where the build puts what it makes, and notes of what it made it. */
export const OUT = 'dist';
/** What npm has installed: it writes this file with each installation. */
export const INSTALLED = 'node_modules/.package-lock.json';

/** Something that the build makes of files. */
export interface Part {
  readonly name: string;
  /** The files and directories that it is made of; one that isn't there counts as well. */
  readonly inputs: readonly string[];
  /** Makes it. @returns the files that were made */
  make(): Promise<string[]>;
}

/** What the last build notes at its end: without it, nothing counts as built. */
const recordSchema = z.object({ inputs: z.string(), outputs: z.record(z.string(), z.int()) });

/**
 * Makes a part, unless its files are those that were made of the same inputs.
 *
 * @param out where it is noted of what it was made. @default dist/
 * @returns whether it was made
 */
export async function bringUpToDate(part: Part, out = OUT): Promise<boolean> {
  const path = join(out, 'built', `${part.name}.json`);
  const inputs = await digestOf(part.inputs);
  if (await isUpToDate(path, inputs)) return false;
  // A build that is broken off leaves files of which the earlier record would know nothing.
  await rm(path, { force: true });
  const outputs = Object.fromEntries(
    await Promise.all((await part.make()).map(async (file) => [file, (await stat(file)).size] as const)),
  );
  // What was changed meanwhile may be in it or not: then the next build makes it again.
  if ((await digestOf(part.inputs)) !== inputs) return true;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, JSON.stringify({ inputs, outputs } satisfies z.infer<typeof recordSchema>));
  await rename(`${path}.new`, path);
  return true;
}

/** The files that the last build has made in its folder, named below it. */
export async function outputsOfBuild(out = OUT): Promise<string[]> {
  const names = (await readdir(join(out, 'built'))).filter((name) => name.endsWith('.json'));
  const records = await Promise.all(names.map((name) => readFile(join(out, 'built', name), 'utf8')));
  return records
    .flatMap((text) => Object.keys(recordSchema.parse(JSON.parse(text)).outputs))
    .map((path) => relative(out, path).replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('..'))
    .sort();
}

async function isUpToDate(path: string, inputs: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const record = recordSchema.safeParse(readJson(text));
  if (!record.success || record.data.inputs !== inputs) return false;
  const outputs = Object.entries(record.data.outputs);
  const found = await Promise.all(outputs.map(async ([file, size]) => (await sizeOf(file)) === size));
  return found.every(Boolean);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
