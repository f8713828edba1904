import { z } from 'zod';
import { decodeGlobalId } from '../../../src/global-id.ts';
import type { StoredEvidence } from './evidence.ts';

const stored = z.object({ id: z.string(), content: z.string(), replies: z.array(z.string()).nullable() });

/** Each message that was acknowledged is stored once, with its one reply, and none that was tried again twice. */
export async function checkMessages({ users, report, rows }: StoredEvidence): Promise<void> {
  const questions = await rows(
    stored,
    `SELECT m."id", m."content", (SELECT array_agg(r."id"::text) FROM "Message" r WHERE r."parentId" = m."id" AND
      r."role" = 'ASSISTANT') AS "replies" FROM "Message" m WHERE m."role" = 'USER'`,
  );
  const byText = new Map<string, (typeof questions)[number][]>();
  for (const each of questions) byText.set(each.content, [...(byText.get(each.content) ?? []), each]);
  for (const { name, sent } of users) {
    for (const { text, messageId, replyId } of sent) {
      const found = byText.get(text) ?? [];
      const isThere = found.some(({ id }) => id === decodeGlobalId(messageId).id);
      report.check('each acknowledged message is there', isThere, () => `${name}: ${text}: ${JSON.stringify(found)}`);
      const replies = found.flatMap((each) => each.replies ?? []);
      const isAnswered = replies.length === 1 && replies[0] === decodeGlobalId(replyId).id;
      report.check('each message has its one reply', isAnswered, () => `${name}: ${text}: ${replyId}, ${replies}`);
    }
  }
  for (const [text, found] of byText) {
    report.check('no message is there twice', found.length === 1, () => `${text}: ${JSON.stringify(found)}`);
  }
}
