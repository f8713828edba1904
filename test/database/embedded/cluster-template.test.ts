import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { makeCluster, openCluster } from '../../../src/database/embedded/cluster.ts';
import { packTemplate, templatePath } from '../../../src/database/embedded/cluster-template.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const template = templatePath(packageRoot);

/** Makes a cluster, and tells what was logged; it must be one that can be opened and written. */
async function made(path: string, options: { template?: string } = {}): Promise<string[]> {
  const said: string[] = [];
  const log = pino({}, { write: (line) => said.push(JSON.parse(line).msg) });
  await makeCluster(path, { log, packageRoot }, options);
  expect(existsSync(`${path}.new`)).toBe(false);
  const db = await openCluster(path, { log, packageRoot });
  await db.exec('CREATE TABLE made (name text); INSERT INTO made VALUES ($$one$$)');
  expect((await db.query('SELECT name FROM made')).rows).toEqual([{ name: 'one' }]);
  await db.close();
  return said;
}

const FROM_TEMPLATE = 'made a database from the template of this build';
const CANT_UNPACK = "the database's template can't be unpacked: build Lex again";
const BY_ITSELF = 'making a database, which takes some seconds, once';

it('takes the template of the installed version of PGlite', async () => {
  const manifest = await readFile(join(packageRoot, 'node_modules', '@electric-sql', 'pglite', 'package.json'), 'utf8');
  expect(template).toContain(`pglite-${JSON.parse(manifest).version}.tgz`);
  const path = join(await temporaryDirectory(), 'postgres');
  expect(await made(path)).toEqual([FROM_TEMPLATE]);
  // Other users of the machine must not read what is in it.
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

it('begins again where an earlier start was killed while it unpacked', async () => {
  const path = join(await temporaryDirectory(), 'postgres');
  await mkdir(join(`${path}.new`, 'global'), { recursive: true });
  await writeFile(join(`${path}.new`, 'PG_VERSION'), '18');
  await writeFile(join(`${path}.new`, 'left-over'), '');
  expect(await made(path)).toEqual([FROM_TEMPLATE]);
  expect(await readdir(path)).not.toContain('left-over');
});

it.each<[string, (file: string) => Promise<unknown>, string[]]>([
  ['there is no template', async () => undefined, []],
  ['the template is cut off', async (file) => truncate(await copied(file), 2_000_000), [CANT_UNPACK]],
  ['the template lacks files', async (file) => packTemplate(await emptyCluster(), file), []],
])('makes a cluster by itself when %s', async (_, prepare, warned) => {
  const directory = await temporaryDirectory();
  const file = join(directory, `${randomUUID()}.tgz`);
  await prepare(file);
  expect(await made(join(directory, 'postgres'), { template: file })).toEqual([...warned, BY_ITSELF]);
});

async function copied(file: string): Promise<string> {
  await cp(template, file);
  return file;
}

async function emptyCluster(): Promise<string> {
  const path = await temporaryDirectory();
  await writeFile(join(path, 'PG_VERSION'), '18\n');
  return path;
}
