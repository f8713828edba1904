import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { openTestDatabase } from '../support/lex/memory-node.ts';

// `prisma migrate diff` would compare the two as well, but needs a program that is downloaded.

interface Field {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly list: boolean;
  readonly attributes: string;
}

interface Model {
  readonly name: string;
  readonly fields: readonly Field[];
  /** Its `@@` attributes. */
  readonly attributes: readonly string[];
}

const COLUMN_TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Bytes: 'bytea',
  Boolean: 'boolean',
  Json: 'jsonb',
  // Of the types that Prisma doesn't know, this one is used.
  Unsupported: 'tsvector',
};
const NATIVE_TYPES: Readonly<Record<string, string>> = {
  '@db.Uuid': 'uuid',
  '@db.Date': 'date',
  '@db.Timestamptz(3)': 'timestamp(3) with time zone',
};
/** How PostgreSQL's catalogue writes what happens to a row whose parent is deleted. */
const ON_DELETE: Readonly<Record<string, string>> = { Cascade: 'c', SetNull: 'n', Restrict: 'r' };

let database: Database;
let models: readonly Model[];
let enums: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  database = await openTestDatabase();
  const text = await readFile(join(packageRoot, 'prisma', 'schema.prisma'), 'utf8');
  models = blocksOf(text, 'model').map(([name, lines]) => ({
    name,
    fields: lines.filter((line) => !line.startsWith('@@')).map(readField),
    attributes: lines.filter((line) => line.startsWith('@@')),
  }));
  enums = new Map(blocksOf(text, 'enum'));
});

function blocksOf(text: string, kind: string): [name: string, lines: string[]][] {
  return [...text.matchAll(new RegExp(`^${kind} (\\w+) \\{\\n(.*?)^\\}`, 'gms'))].map(([, name = '', body = '']) => [
    name,
    body
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//')),
  ]);
}

function readField(line: string): Field {
  const [, name = '', type = '', list, optional, attributes = ''] =
    /^(\w+)\s+(\w+)(\[\])?(\?)?\s*(.*)$/.exec(line) ?? [];
  return { name, type, list: list !== undefined, optional: optional !== undefined, attributes };
}

const columnsOf = (model: Model) => model.fields.filter(({ type }) => !models.some(({ name }) => name === type));
/** The fields in `[a, b]` after a word, if it is there. */
const listed = (attributes: string, word: string) =>
  new RegExp(`${word}\\(?:?\\s*\\[([^\\]]+)\\]`).exec(attributes)?.[1]?.split(/\s*,\s*/);

function typeOf({ type, list, attributes }: Field): string | undefined {
  const native = Object.keys(NATIVE_TYPES).find((each) => attributes.includes(each));
  const base = native ? NATIVE_TYPES[native] : enums.has(type) ? `"${type}"` : COLUMN_TYPES[type];
  return list ? `${base}[]` : base;
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

async function rows<Row extends { name: string }>(text: string): Promise<Row[]> {
  const { rows: found } = await database.pool.query(text);
  return (found as Row[]).sort(byName);
}

describe('the Prisma schema says what the migrations make:', () => {
  it('the same columns, with their types, in the same tables', async () => {
    const found = await rows(`
      SELECT c.relname || '.' || a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
        NOT a.attnotnull AS optional, a.atthasdef AS "hasDefault"
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relname <> '_prisma_migrations'`);
    const said = models.flatMap((model) =>
      columnsOf(model).map((field) => ({
        name: `${model.name}.${field.name}`,
        type: typeOf(field),
        // Prisma takes a list that is null for an empty one.
        optional: field.optional || field.list,
        hasDefault: field.attributes.includes('@default('),
      })),
    );
    expect(said.length).toBeGreaterThan(50);
    expect(found).toEqual(said.sort(byName));
  });

  it('the same enums', async () => {
    const found = await rows<{ name: string; label: string }>(`
      SELECT t.typname AS name, e.enumlabel AS label FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
      WHERE t.typnamespace = 'public'::regnamespace ORDER BY t.typname, e.enumsortorder`);
    const said = [...enums].flatMap(([name, labels]) => labels.map((label) => ({ name, label })));
    expect(said.length).toBeGreaterThan(10);
    expect(found.map(({ name, label }) => `${name}.${label}`).sort()).toEqual(
      said.map(({ name, label }) => `${name}.${label}`).sort(),
    );
  });

  it('the same keys and indexes, but for partial and inverted ones, which it can’t say', async () => {
    const found = await rows(`
      SELECT i.relname AS name, x.indisprimary AS "primary", x.indisunique AS "unique",
        array_to_string(ARRAY(SELECT a.attname FROM unnest(x.indkey) WITH ORDINALITY k(n, o)
          JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.n ORDER BY k.o), ',') AS fields
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
      WHERE i.relnamespace = 'public'::regnamespace AND i.relname <> '_prisma_migrations_pkey' AND x.indpred IS NULL
        AND i.relam = (SELECT oid FROM pg_am WHERE amname = 'btree')`);
    const index = (model: Model, fields: readonly string[], ending: 'pkey' | 'key' | 'idx') => ({
      name: [model.name, ...(ending === 'pkey' ? [] : fields), ending].join('_'),
      primary: ending === 'pkey',
      unique: ending !== 'idx',
      fields: fields.join(','),
    });
    const said = models.flatMap((model) => [
      ...columnsOf(model).flatMap((field) => [
        ...(/@id\b/.test(field.attributes) ? [index(model, [field.name], 'pkey')] : []),
        ...(/@unique\b/.test(field.attributes) ? [index(model, [field.name], 'key')] : []),
      ]),
      ...model.attributes.map((attribute) => {
        const [primary, unique] = [listed(attribute, '@@id'), listed(attribute, '@@unique')];
        if (primary) return index(model, primary, 'pkey');
        return unique ? index(model, unique, 'key') : index(model, listed(attribute, '@@index') ?? [], 'idx');
      }),
    ]);
    expect(said.length).toBeGreaterThan(20);
    expect(found).toEqual(said.sort(byName));
  });

  it('the same references, and what becomes of a row whose parent goes', async () => {
    const found = await rows(`
      SELECT c.conname AS name, c.confrelid::regclass::text AS parent, c.confdeltype::text AS "onDelete"
      FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace`);
    const said = models.flatMap((model) =>
      model.fields.flatMap(({ type, attributes }) => {
        const fields = listed(attributes, 'fields');
        const onDelete = /onDelete: (\w+)/.exec(attributes)?.[1] ?? '';
        if (!fields) return [];
        return [
          { name: [model.name, ...fields, 'fkey'].join('_'), parent: `"${type}"`, onDelete: ON_DELETE[onDelete] },
        ];
      }),
    );
    expect(said.length).toBeGreaterThan(5);
    expect(found).toEqual(said.sort(byName));
  });
});
