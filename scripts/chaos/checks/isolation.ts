import { z } from 'zod';
import { decodeGlobalId } from '../../../src/global-id.ts';
import { MARK } from '../users/user.ts';
import type { StoredEvidence } from './evidence.ts';

const text = z.object({ owner: z.string(), text: z.string() });
const owned = z.object({ id: z.string(), owner: z.string() });

/** The rows of each user have their own mark alone, and subscriptions told them of nothing but their own. */
export async function checkIsolation({ users, report, rows }: StoredEvidence): Promise<void> {
  const marks = new Map(users.map(({ id, mark }) => [decodeGlobalId(id).id, mark]));
  const texts = await rows(
    text,
    `SELECT "ownerId" AS "owner", concat_ws(' ', "content", "reasoning", "error") AS "text" FROM "Message"
    UNION ALL SELECT "ownerId", concat_ws(' ', "key", "content") FROM "Memory"
    UNION ALL SELECT "ownerId", "text" FROM "BranchSummary"
    UNION ALL SELECT "ownerId", "title" FROM "Conversation"
    UNION ALL SELECT "ownerId", concat_ws(' ', "error", "result"::text) FROM "Job"`,
  );
  for (const row of texts) {
    const isOwn = (row.text.match(MARK) ?? []).every((mark) => mark === marks.get(row.owner));
    report.check('nothing of another is stored with somebody', isOwn, () => JSON.stringify(row));
  }
  const things = await rows(
    owned,
    `SELECT "id", "ownerId" AS "owner" FROM "Job" UNION ALL SELECT "id", "ownerId" FROM "Conversation"`,
  );
  const owners = new Map(things.map(({ id, owner }) => [id, owner]));
  for (const { name, id, toldOf } of users) {
    for (const globalId of toldOf) {
      const owner = owners.get(decodeGlobalId(globalId).id);
      const isOwn = owner === decodeGlobalId(id).id;
      report.check('subscriptions tell of one’s own', isOwn, () => `${name}: ${globalId} of ${owner}`);
    }
  }
}
