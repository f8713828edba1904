import { z } from 'zod';
import { FIRST_MIGRATION, identityOf } from '../database-identity.ts';
import type { Visitor } from './visit-postgres.ts';

const rows = z.array(z.object({ id: z.string() }));

/**
 * What tells a database from others: see database-identity.ts.
 *
 * @throws when the database can't be read, or nothing was made in it yet
 */
export async function readIdentity(visitor: Visitor): Promise<string> {
  const [first] = rows.parse((await visitor.query(FIRST_MIGRATION)).rows);
  if (!first) throw new Error('The database has no migration recorded.');
  return identityOf(first.id);
}
