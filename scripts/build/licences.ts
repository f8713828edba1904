import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Those that let anybody use and pass on a program that holds the package, if the notice comes along. */
const ALLOWED = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'Zlib',
];

const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });

/**
 * The licences of packages, with their texts: who passes a bundle on has to pass these on too.
 *
 * @param files that went into the bundle; those below a `node_modules` are of packages
 * @throws {Error} for a package without a licence, or with one that isn't among those that are allowed
 */
export async function licencesOf(files: Iterable<string>): Promise<string> {
  const folders = new Set<string>();
  for (const file of files) {
    const folder = /^.*node_modules\/(@[^/]+\/)?[^/@][^/]*/.exec(file)?.[0];
    if (folder) folders.add(folder);
  }
  const parts = await Promise.all([...folders].map(licenceIn));
  return `${[...new Set(parts)].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

async function licenceIn(folder: string): Promise<string> {
  const read = manifest.safeParse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  if (!read.success) throw new Error(`The package in ${folder} does not say its licence.`);
  const { name, version, license } = read.data;
  const choices = license.replace(/^\((.*)\)$/, '$1').split(' OR ');
  if (!choices.some((each) => each.split(' AND ').every((part) => ALLOWED.includes(part)))) {
    throw new Error(`${name} ${version} is under ${license}, which is not among the licences that are allowed.`);
  }
  const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each));
  const text = file === undefined ? '' : `\n\n${(await readFile(join(folder, file), 'utf8')).trim()}`;
  return `${name} ${version} (${license})${text}`;
}
