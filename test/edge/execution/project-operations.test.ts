import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getIntrospectionQuery, Kind, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { differenceOf, watchUnseenRejections } from './both-ways.ts';
import { NamedChoices } from './made/choices.ts';
import { createPlayedSchema } from './made/strange-schema.ts';
import { validVariables } from './made/valid-variables.ts';

watchUnseenRejections();

const folder = join(packageRoot, 'schema');
const schema = createPlayedSchema(await readFile(join(folder, 'schema.graphql'), 'utf8'));
const persisted: unknown = JSON.parse(await readFile(join(folder, 'persisted.json'), 'utf8'));
const files = (await readdir(join(folder, 'operations'))).filter((name) => name.endsWith('.graphql'));
const written = await Promise.all(files.map((name) => readFile(join(folder, 'operations', name), 'utf8')));
const documents = [...Object.values(Object(persisted)).map(String), written.join('\n'), getIntrospectionQuery()];

/** From what is plain, by what comes late, to what is null or fails. */
const PLAYS = [[], [3, 130, 1, 2], Array.from({ length: 61 }, (_, index) => (index * 67 + 5) % 256)];

it('there are operations', () => {
  expect(documents.length).toBeGreaterThan(20);
});

const named = documents.map((text) => ({ name: text.replaceAll(/\s+/g, ' ').slice(0, 80), text }));

it.each(named)('has the results of graphql-js: $name', async ({ text }) => {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const variables = operations.flatMap((each) => [
    validVariables(schema, each, true),
    validVariables(schema, each, false),
  ]);
  for (const bytes of PLAYS) {
    expect(await differenceOf(schema, document, [...variables, undefined], new NamedChoices(bytes))).toBeUndefined();
  }
});
