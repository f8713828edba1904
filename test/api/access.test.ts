import { OperationTypeNode } from 'graphql';
import { expect, it } from 'vitest';
import { SCOPES } from '../../src/accounts/keys/scopes.ts';
import type { Scope } from '../../src/accounts/viewer.ts';
import { createSchema } from '../../src/api/schema.ts';
import { createCheckAccess } from '../../src/edge/operations/check-access.ts';
import { createKnownDocuments } from '../../src/edge/operations/known-documents.ts';
import { accessRuleOf } from '../../src/graphql/access-rule.ts';

const schema = createSchema();
const check = createCheckAccess(schema);
const documents = createKnownDocuments(schema);

/** The scopes without which a document is refused. */
function neededFor(text: string, name?: string): readonly Scope[] {
  const { compiled: operation } = documents.operation(text, name);
  return SCOPES.filter((scope) => {
    try {
      check(operation, { scopes: SCOPES.filter((each) => each !== scope) });
      return false;
    } catch (error) {
      expect(error).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining(scope) });
      return true;
    }
  });
}

it('each field that an operation begins with says what it needs, and one that changes something not READ alone', () => {
  const fields = Object.values(OperationTypeNode).flatMap((kind) =>
    Object.values(schema.getRootType(kind)?.getFields() ?? {}).map((field) => ({
      name: `${kind}.${field.name}`,
      scope: accessRuleOf(field),
    })),
  );
  expect(fields.length).toBeGreaterThan(30);
  expect(fields.filter(({ scope }) => scope === undefined)).toEqual([]);
  const reading = fields.filter(({ name, scope }) => scope === 'READ' && name.startsWith('mutation'));
  expect(reading).toEqual([]);
  const changing = fields.filter(({ name, scope }) => scope === 'CHAT' && !name.startsWith('mutation'));
  expect(changing).toEqual([]);
});

it('an operation needs what its fields need, those in fragments and behind conditions too', () => {
  expect(neededFor('{ viewer { name } }')).toEqual(['READ']);
  expect(neededFor('{ __typename __schema { queryType { name } } }')).toEqual([]);
  expect(neededFor('mutation { forget(key: "a") }')).toEqual(['CHAT']);
  expect(neededFor('mutation { forget(key: "a") again: rebuildMemory { id } }')).toEqual(['CHAT', 'ADMIN']);
  expect(neededFor('query ($not: Boolean!) { ... @skip(if: $not) { viewer { id } } }')).toEqual(['READ']);
  const fragments = 'fragment A on Mutation { ...B } fragment B on Mutation { rebuildMemory { id } }';
  expect(neededFor(`mutation { ...A } ${fragments}`)).toEqual(['ADMIN']);
  expect(neededFor('subscription { statusChanged { state } }')).toEqual(['READ']);
});

it('of a document with several operations only the one that runs counts', () => {
  const text =
    'query One { viewer { ...V } } mutation Two { ...M } fragment V on Viewer { id } ' +
    'fragment M on Mutation { rebuildMemory { id } }';
  expect(neededFor(text, 'One')).toEqual(['READ']);
  expect(neededFor(text, 'Two')).toEqual(['ADMIN']);
});
