import { Prisma } from '../../generated/prisma/client.ts';
import { insertJob } from '../../jobs/job-store.ts';
import { replyTask } from '../replies/reply-task.ts';
import type { Wording } from '../search/words/wording.ts';
import { storeWords } from '../search/words/words-store.ts';
import type { Question, TurnIds } from './turn.ts';
import { inputOf } from './turn-row.ts';
import { WAITING_STEP } from './when-busy.ts';

/**
 * Inserts the job of a reply. The unique key decides between two calls that race: the call whose job isn't inserted
 * inserts nothing else either, since all other rows are selected from this one.
 *
 * @param heldBy the message that the job waits behind
 * @param from what the row is selected from; empty for a job that is inserted in any case
 */
export function insertReplyJob(ids: TurnIds, question: Question, heldBy: Prisma.Sql, from: Prisma.Sql): Prisma.Sql {
  return insertJob(
    {
      id: ids.job,
      ownerId: question.ownerId,
      task: replyTask,
      input: inputOf(ids, question),
      step: Prisma.sql`CASE WHEN ${heldBy} IS NOT NULL THEN ${WAITING_STEP} END`,
      conversationId: ids.conversation,
      messageId: ids.reply,
      afterMessageId: heldBy,
      idempotencyKey: question.idempotencyKey,
      fingerprint: question.fingerprint,
    },
    from,
  );
}

/** Inserts the question, if the job is inserted. */
export function insertMessage(ids: TurnIds, question: Question, parent: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "Message"
      ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "voiceMode", "attachmentCount")
    SELECT ${ids.message}::uuid, ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${parent},
      'USER'::"MessageRole", 'COMPLETED'::"MessageState", ${question.text}, ${question.voiceMode}::boolean,
      ${question.attachmentIds.length}::int
    FROM job RETURNING *`;
}

/** Inserts the words by which the question is found, with the question. */
export function insertQuestionWords(question: Question, wording: Wording): Prisma.Sql {
  return storeWords(wording, question, Prisma.sql`message`);
}

/**
 * Inserts the empty reply.
 *
 * It reads the conversation, for the model that is to answer there, from the table expression of that name.
 *
 * @param after the inserted row that the reply is selected from: the question, where that is new, since the question's
 *   number must be lower than the reply's; otherwise the job
 */
export function insertReply(ids: TurnIds, question: Question, after: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "Message"
      ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "voiceMode", "model")
    SELECT ${ids.reply}::uuid, ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${ids.message}::uuid,
      'ASSISTANT'::"MessageRole", 'PENDING'::"MessageState", '', ${question.voiceMode}::boolean,
      COALESCE(${question.model ?? null}::text, (SELECT "model" FROM conversation), ${question.defaultModel}::text)
    FROM ${after} RETURNING "number"`;
}

/** Moves the conversation to the top of the list, if the job is inserted. */
export function touchConversation(conversationId: string): Prisma.Sql {
  return Prisma.sql`
    UPDATE "Conversation" SET "activity" = nextval('"Conversation_activity_seq"'), "updatedAt" = now()
    FROM job WHERE "Conversation"."id" = ${conversationId}::uuid RETURNING "Conversation".*`;
}

/** The columns of `StoredRow`, from the table expressions `conversation`, `job`, `message` and `reply`. */
export const STORED_COLUMNS = Prisma.sql`
  conversation.*, job."number" AS "jobNumber", job."turn" AS "jobTurn", job."createdAt" AS "askedAt",
  job."afterMessageId", message."number" AS "messageNumber", message."parentId", reply."number" AS "replyNumber"`;
