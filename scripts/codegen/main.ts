import { readFile, writeFile } from 'node:fs/promises';
import { generate } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';
import codegen from '../../codegen.ts';
import { createSchema } from '../../src/api/schema.ts';
import { SETTINGS } from '../../src/config/settings-table.ts';
import { settingsIn } from '../../src/config/table-values.ts';
import { envExample } from './env-example.ts';
import { problemsOfPage, readSettingsPage } from './settings-page.ts';

// Writes the files that are generated from the code: the printed schema, the typed documents, the persisted
// documents and the example of a file of settings. With --check it writes nothing, and fails when the committed
// files differ.

const root = new URL('../..', import.meta.url);
const check = process.argv.includes('--check');
const SCHEMA = 'schema/schema.graphql';
const SETTINGS_PAGE = 'docs/configuration.md';
const ENV_EXAMPLE = '.env.example';
/** Where the documents of each folder with generated types are written, for the server to read. */
const PERSISTED = {
  'src/generated/': 'schema/persisted.json',
  'console/src/generated/': 'schema/console.json',
  'client/src/generated/': 'schema/client.json',
};

/** Without the texts of fragments, which nothing uses: a browser would load them, since each is made by a call. */
const withoutFragments = (content: string) =>
  content
    .split(/^(?=export )/m)
    .filter((part) => !/^export const \w+FragmentDoc /.test(part))
    .join('');

/** Writes a file whose committed content differs; returns false instead when nothing may be written. */
async function update(path: string, content: string): Promise<boolean> {
  const url = new URL(path, root);
  const committed = await readFile(url, 'utf8').catch(() => undefined);
  if (committed === content) return true;
  if (!check) await writeFile(url, content);
  return !check;
}

const stale: string[] = [];
if (!(await update(SCHEMA, `${printSchema(createSchema())}\n`))) stale.push(SCHEMA);
const settingsPage = readSettingsPage(await readFile(new URL(SETTINGS_PAGE, root), 'utf8'));
if (!(await update(ENV_EXAMPLE, envExample(settingsPage)))) stale.push(ENV_EXAMPLE);
const files: { filename: string; content: string }[] = await generate(
  { ...codegen, cwd: new URL('.', root).pathname, silent: true },
  false,
);
for (const { filename, content } of files) {
  // The preset also generates a barrel and a function that finds documents by their text, which nobody uses here.
  const [, persisted] = Object.entries(PERSISTED).find(([folder]) => filename.startsWith(folder)) ?? [];
  const path = filename.endsWith('persisted-documents.json')
    ? persisted
    : filename.endsWith('/graphql.ts')
      ? filename
      : undefined;
  const text = filename.startsWith('console/') && path === filename ? withoutFragments(content) : content;
  if (path && !(await update(path, text))) stale.push(path);
}
for (const problem of problemsOfPage(settingsPage, settingsIn(SETTINGS))) {
  process.stderr.write(`${SETTINGS_PAGE}: ${problem}\n`);
  process.exitCode = 1;
}
if (stale.length > 0) {
  process.stderr.write(`Out of date: ${stale.join(', ')}. Run \`npm run codegen\` and commit what it writes.\n`);
  process.exitCode = 1;
}
