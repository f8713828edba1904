import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { breakingChanges } from '../../scripts/schema/breaking-changes.ts';

const RELEASED = `
  type Query { job(id: ID!, size: Int = 20): Job, kinds: [Kind!]! }
  type Job { id: ID!, title: String! }
  enum Kind { REPLY, SUMMARY }
  input Filter { kind: Kind }
  type Mutation { clear(filter: Filter): Boolean }
`;

const changesTo = (from: string, to: string) => {
  expect(RELEASED).toContain(from);
  return breakingChanges(buildSchema(RELEASED), buildSchema(RELEASED.replace(from, to)));
};

it.each([
  ['title: String!', 'name: String!', 'Job.title was removed.'],
  ['title: String!', 'title: String', 'Job.title changed type from String! to String.'],
  ['REPLY, SUMMARY', 'REPLY', 'SUMMARY was removed from enum type Kind.'],
  ['id: ID!, size', 'id: ID!, of: ID!, size', 'A required arg of on Query.job was added.'],
  ['{ kind: Kind }', '{ kind: Kind!, at: Int }', 'Filter.kind changed type from Kind to Kind!.'],
  ['{ kind: Kind }', '{ kind: Kind, at: Int! }', 'A required field at on input type Filter was added.'],
  ['size: Int = 20', 'size: Int = 10', 'Query.job arg size has changed defaultValue from 20 to 10.'],
])('what breaks a client is found: %s → %s', (from, to, change) => {
  expect(changesTo(from, to)).toEqual([change]);
});

it.each([
  ['title: String!', 'title: String!, step: String'],
  ['REPLY, SUMMARY', 'REPLY, SUMMARY, IMPORT'],
  ['size: Int = 20', 'size: Int = 20, tag: String'],
  ['{ kind: Kind }', '{ kind: Kind, tag: String }'],
  ['type Job {', '"What is done." type Job {'],
])('an addition is none: %s → %s', (from, to) => {
  expect(changesTo(from, to)).toEqual([]);
});
