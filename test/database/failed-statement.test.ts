import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { newViewer, openTestDatabase } from '../memory/memory-node.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});

it('a statement that failed can be run again, and so can those before it', async () => {
  const { prisma } = database;
  const divide = (by: number) => prisma.$queryRaw`SELECT 6 / ${by}::int AS "quotient"`;
  const viewer = await newViewer(database);
  expect(await divide(3)).toEqual([{ quotient: 2 }]);
  for (let attempt = 0; attempt < 3; attempt++) {
    await expect(divide(0)).rejects.toThrow('division by zero');
    expect(await divide(2)).toEqual([{ quotient: 3 }]);
    expect(await prisma.user.findUnique({ where: { id: viewer.id } })).toMatchObject({ id: viewer.id });
  }
});
