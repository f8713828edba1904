import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../support/lex/cluster-template.ts';

const read = (path: string) => readFileSync(join(packageRoot, path), 'utf8');

/** The tables of the schema, and whether each row says whose it is. */
function tables(): { name: string; hasOwner: boolean }[] {
  return [...read('prisma/schema.prisma').matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name = '', body = '']) => ({
    name,
    hasOwner: /^\s+ownerId\s+String\s+(@id )?@db\.Uuid/m.test(body),
  }));
}

it('docs/scaling.md says of each table that has no owner how it is split', () => {
  const page = read('docs/scaling.md');
  const from = page.indexOf('### Where PostgreSQL is split');
  const section = page.slice(from, page.indexOf('###', from + 3));
  const without = tables().filter(({ hasOwner }) => !hasOwner);
  expect(without.length).toBeGreaterThan(10);
  expect(without.map(({ name }) => name).filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
});

it('a row that has an owner refers to rows that have one, and nothing refers to rows of nobody', () => {
  const owned = new Set(
    tables()
      .filter(({ hasOwner }) => hasOwner)
      .map(({ name }) => name),
  );
  const schema = read('prisma/schema.prisma');
  const references = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].flatMap(([, from = '', body = '']) =>
    [...body.matchAll(/^\s+\w+\s+(\w+)\??\s+@relation\([^)]*fields:/gm)].map(([, to = '']) => ({ from, to })),
  );
  expect(references.length).toBeGreaterThan(30);
  const ofNobody = new Set([
    'WordsProgress',
    'JobTally',
    'ModelContext',
    'FileSigningKey',
    'FileRemoval',
    'AuditEntry',
  ]);
  expect(references.filter(({ from, to }) => ofNobody.has(from) || ofNobody.has(to))).toEqual([]);
  expect(references.filter(({ from, to }) => owned.has(from) && !owned.has(to) && to !== 'User')).toEqual([]);
});
