import { readFile, writeFile } from 'node:fs/promises';
import { buildSchema, printSchema } from 'graphql';
import { createSchema } from '../src/api/schema.ts';
import { breakingChanges } from './schema/breaking-changes.ts';

// Compares the API with the one of the last release: what its clients send has to be answered as before. With
// --release it writes the API as it is now, which a release begins with.

const RELEASED = new URL('../schema/released.graphql', import.meta.url);

const schema = createSchema();
if (process.argv.includes('--release')) {
  await writeFile(RELEASED, `${printSchema(schema)}\n`);
} else {
  const changes = breakingChanges(buildSchema(await readFile(RELEASED, 'utf8')), schema);
  for (const change of changes) process.stderr.write(`schema/released.graphql has it otherwise: ${change}\n`);
  if (changes.length > 0) process.exitCode = 1;
}
