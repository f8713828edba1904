import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { loggableError } from '../../src/loggable-error.ts';
import { openTestDatabase } from '../support/lex/memory-node.ts';

const SECRET = 'kingfisher7Q';
let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});

/** What is logged of what some work throws. */
const loggedOf = async (work: () => unknown) => {
  try {
    await work();
  } catch (error) {
    return JSON.stringify(loggableError(error));
  }
  throw new Error('It threw nothing.');
};

it.each([
  [
    'a row that the database refuses',
    () =>
      database.pool.query(`INSERT INTO "User" ("id", "name", "role") VALUES (gen_random_uuid(), $1, NULL)`, [SECRET]),
    'violates not-null constraint',
  ],
  [
    'a key that is there already',
    async () => {
      const data = { id: 'a0000000-0000-4000-8000-000000000001', name: 'x', issuer: 'x', subject: SECRET };
      await database.prisma.user.create({ data });
      await database.prisma.user.create({ data: { ...data, id: 'a0000000-0000-4000-8000-000000000002' } });
    },
    'Unique constraint',
  ],
  [
    'arguments that Prisma can’t take',
    () => database.prisma.user.create({ data: Object.assign({ id: 7, name: SECRET }) }),
    'Argument',
  ],
  ['text that is no JSON', () => JSON.parse(`${SECRET} is the word`), 'Unexpected token'],
  [
    'a command with its arguments',
    () => {
      throw Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: [SECRET] } });
    },
    'WRONGPASS',
  ],
  [
    'a cause of a cause',
    () => {
      const inner = Object.assign(new pg.DatabaseError('refused', 1, 'error'), { detail: `Key (${SECRET})` });
      throw new Error('outer', { cause: new Error('middle', { cause: inner }) });
    },
    'refused',
  ],
  [
    'what is no Error',
    () => {
      throw SECRET;
    },
    'no Error',
  ],
])('of %s the log has what went wrong, and none of its texts', async (_, work, told) => {
  const logged = await loggedOf(work);
  expect(logged).toContain(told);
  expect(logged).not.toContain(SECRET);
});

it('a cause that is its own cause comes to an end', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(loggableError(error)).match(/"round"/g)).toHaveLength(4);
});
