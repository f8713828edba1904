import { expect, it } from 'vitest';
import { statementSpan } from '../../src/database/client/statement-span.ts';

it.each([
  ['SELECT 1 FROM "Message" WHERE "id" = $1', 'SELECT Message'],
  ['\n  WITH changed AS (UPDATE "Job" SET "state" = $1 RETURNING *) SELECT * FROM changed', 'UPDATE Job'],
  ['INSERT INTO "Memory" ("id") VALUES ($1)', 'INSERT Memory'],
  ['DELETE FROM "Job" WHERE "id" IN (SELECT "id" FROM "Job")', 'DELETE Job'],
  ['SELECT now()', 'statement'],
])('a statement is told of by what it does to which table: %j', (text, summary) => {
  const { name, attributes } = statementSpan({ text, values: ['my secret words'] });
  expect(name).toBe(summary);
  expect(attributes).toMatchObject({ 'db.system.name': 'postgresql', 'db.query.summary': summary });
  expect(JSON.stringify(attributes)).not.toMatch(/secret|\$1/);
});

it('a call of the client is told of by its name and model', () => {
  const args = { where: { title: 'my secret words' } };
  const { name, attributes } = statementSpan(args, { model: 'Conversation', operation: 'findMany' });
  expect(name).toBe('findMany Conversation');
  expect(JSON.stringify(attributes)).not.toContain('secret');
  expect(statementSpan(null, { operation: '$queryRaw' }).name).toBe('$queryRaw');
});
