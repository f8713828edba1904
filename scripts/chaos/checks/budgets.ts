import { z } from 'zod';
import { decodeGlobalId } from '../../../src/global-id.ts';
import { ALL_USERS } from '../../../src/usage/token-budget-store.ts';
import type { StoredEvidence } from './evidence.ts';

const number = z.union([z.number(), z.string()]).transform(Number);
const day = z.object({ owner: z.string(), day: z.string(), gone: number, used: number, reserved: number });

/** What is gone of the tokens of a day is what was used and what is still reserved, and no more than is allowed. */
export async function checkBudgets({ users, report, rows }: StoredEvidence): Promise<void> {
  const sums = (table: string) =>
    `(SELECT COALESCE(sum(u."inputTokens" + u."outputTokens"), 0) FROM "${table}" u
      WHERE u."day" = d."day" AND (u."ownerId" = d."ownerId" OR d."ownerId" = '${ALL_USERS}'))`;
  const days = await rows(
    day,
    `SELECT d."ownerId" AS "owner", d."day"::text AS "day", d."gone", ${sums('TokenUsage')} AS "used",
      ${sums('TokenReservation')} AS "reserved" FROM "TokenDay" d`,
  );
  const limits = new Map(users.map(({ id, dailyTokenLimit }) => [decodeGlobalId(id).id, dailyTokenLimit]));
  for (const each of days) {
    const { owner, gone, used, reserved } = each;
    report.check('the tokens of a day add up', gone === used + reserved, () => JSON.stringify(each));
    const limit = limits.get(owner) ?? Number.POSITIVE_INFINITY;
    report.check('no budget is exceeded', gone <= limit, () => `${JSON.stringify(each)}, allowed: ${limit}`);
  }
}
