import { randomUUID } from 'node:crypto';
import type { Database } from '../../../database/database.ts';
import { NotFoundError, UnavailableError } from '../../../errors.ts';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Job } from '../../../jobs/job.ts';
import { insertJob } from '../../../jobs/job-store.ts';
import type { Conversation, Message } from '../../conversations/message.ts';
import { UNTITLED } from '../../conversations/title.ts';
import { replyTask } from '../reply-task.ts';
import { Turns } from './one-at-a-time.ts';
import { interruptExpressions, type PlaceRow, placeColumns, placeExpressions } from './turn-place.ts';
import { type ExchangeIds, exchangeOf, inputOf, type StoredRow } from './turn-row.ts';
import { MOST_WAITING, WAITING_STEP, type WhenBusy } from './when-busy.ts';

/** A question with its empty reply and the job that is to write it, as they were stored together. */
export interface Exchange {
  readonly conversation: Conversation;
  readonly message: Message;
  readonly reply: Message;
  readonly job: Job;
}

/** Where a question goes: into a conversation of its own, or after a message of one (its newest, if none is named). */
export type Place =
  | { readonly kind: 'new' }
  | { readonly kind: 'in'; readonly conversationId: string; readonly parentId: string | undefined };

export interface Question {
  readonly ownerId: string;
  readonly place: Place;
  readonly text: string;
  readonly voiceMode: boolean;
  readonly model: string;
  /** Where the user is, if the client has said so. */
  readonly timeZone: string | undefined;
  readonly whenBusy: WhenBusy;
  /** With its operation's name in front; the same key again stores nothing. */
  readonly idempotencyKey: string | undefined;
  /** Hash of the call. */
  readonly fingerprint: string;
}

/** What came of a call. */
export type Asked =
  | {
      readonly kind: 'stored';
      readonly exchange: Exchange;
      /** Jobs of replies that are to end for it. */
      readonly interrupted: readonly string[];
    }
  /**
   * Nothing was stored. `missing`: the conversation or the parent isn't there, or isn't the owner's; `busy`: a reply before
   * it is open; `full`: too many wait already; `repeated`: the idempotency key was used before. A key that was used may be
   * behind the others too.
   */
  | { readonly kind: 'missing' | 'busy' | 'full' | 'repeated' };

/** Stores exchanges, each with one statement: all of it is there, or nothing. */
export interface ExchangeStore {
  ask(question: Question): Promise<Asked>;
  /** A new sibling of a reply, with a job of its own. */
  askAgain(
    reply: Message,
    options: Pick<Question, 'idempotencyKey' | 'fingerprint' | 'model' | 'timeZone'>,
  ): Promise<Asked>;
  /** What was stored under a key; undefined when there is nothing (any more). */
  byKey(
    ownerId: string,
    idempotencyKey: string,
  ): Promise<{ exchange: Exchange | undefined; fingerprint: string | null } | undefined>;
  /** An exchange as it now is. */
  byJob(job: Job): Promise<Exchange | undefined>;
}

/** Each time that a statement finds the conversation changed, another has stored something: so many at a time are not to be. */
const MOST_TRIES = 200;

export function createExchangeStore({ prisma }: Database): ExchangeStore {
  const turns = new Turns();
  const inTurn = (conversationId: string, ...attempt: Parameters<typeof untilSeen>) =>
    turns.take(conversationId, () => untilSeen(...attempt));
  // The unique key decides between two calls that race: the one whose job isn't inserted inserts nothing else either.
  const insertReplyJob = (ids: ExchangeIds, question: Question, heldBy: Prisma.Sql, from: Prisma.Sql) =>
    insertJob(
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
  // Reads from the message it answers where that is new: the message's number must be the lower one.
  const insertReply = (ids: ExchangeIds, question: Question, parentId: string, after: Prisma.Sql) =>
    Prisma.sql`INSERT INTO "Message" ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "voiceMode", "model")
      SELECT ${ids.reply}::uuid, ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${parentId}::uuid,
        'ASSISTANT'::"MessageRole", 'PENDING'::"MessageState", '', ${question.voiceMode}::boolean, ${question.model}
      FROM ${after} RETURNING "number"`;
  const insertMessage = (ids: ExchangeIds, question: Question, parent: Prisma.Sql) =>
    Prisma.sql`INSERT INTO "Message" ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "voiceMode")
      SELECT ${ids.message}::uuid, ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${parent}, 'USER'::"MessageRole",
        'COMPLETED'::"MessageState", ${question.text}, ${question.voiceMode}::boolean FROM job RETURNING "number", "parentId"`;
  const touch = (conversationId: string) =>
    Prisma.sql`UPDATE "Conversation" SET "activity" = nextval('"Conversation_activity_seq"'), "updatedAt" = now()
      FROM job WHERE "Conversation"."id" = ${conversationId}::uuid RETURNING "Conversation".*`;
  const storedColumns = Prisma.sql`conversation.*, job."number" AS "jobNumber", job."createdAt" AS "askedAt", job."afterMessageId",
    message."number" AS "messageNumber", message."parentId", reply."number" AS "replyNumber"`;

  async function begin(ids: ExchangeIds, question: Question): Promise<Asked> {
    // Job and reply refer to rows that the same statement inserts: foreign keys are checked at its end.
    const rows = await prisma.$queryRaw<StoredRow[]>`
      WITH job AS (${insertReplyJob(ids, question, Prisma.sql`NULL::uuid`, Prisma.empty)}),
      conversation AS (INSERT INTO "Conversation" ("id", "ownerId", "title")
        SELECT ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${UNTITLED} FROM job RETURNING *),
      message AS (${insertMessage(ids, question, Prisma.sql`NULL::uuid`)}),
      reply AS (${insertReply(ids, question, ids.message, Prisma.sql`message`)})
      SELECT ${storedColumns} FROM job, conversation, message, reply`;
    const [row] = rows;
    return row ? { kind: 'stored', exchange: exchangeOf(ids, question, row), interrupted: [] } : { kind: 'repeated' };
  }

  async function goOn(ids: ExchangeIds, question: Question, parentId: string | undefined): Promise<Asked> {
    const { ownerId, whenBusy } = question;
    const message = parentId
      ? Prisma.sql`SELECT "id" FROM "Message" WHERE "id" = ${parentId}::uuid AND "conversationId" = ${ids.conversation}::uuid`
      : Prisma.sql`SELECT "id" FROM "Message" WHERE "conversationId" = ${ids.conversation}::uuid ORDER BY "number" DESC LIMIT 1`;
    const after = { message, needed: parentId !== undefined };
    const admitted = Prisma.sql`FROM admitted`;
    return inTurn(ids.conversation, whenBusy, async () => {
      const rows = await prisma.$queryRaw<(PlaceRow & StoredRow)[]>`
        WITH ${placeExpressions({ conversationId: ids.conversation, ownerId, after, whenBusy })},
        job AS (${insertReplyJob(ids, question, Prisma.sql`"heldBy"`, admitted)}),
        ${interruptExpressions(whenBusy)},
        conversation AS (${touch(ids.conversation)}),
        message AS (${insertMessage(ids, question, Prisma.sql`(SELECT "after" FROM admitted)`)}),
        reply AS (${insertReply(ids, question, ids.message, Prisma.sql`message`)})
        SELECT ${placeColumns(whenBusy)}, ${storedColumns}
        FROM place LEFT JOIN (job CROSS JOIN conversation CROSS JOIN message CROSS JOIN reply) ON TRUE`;
      const [row] = rows;
      return row && { place: row, exchange: row.id ? exchangeOf(ids, question, row) : undefined };
    });
  }

  async function load(ids: ExchangeIds): Promise<Exchange | undefined> {
    const [conversation, messages, job] = await Promise.all([
      prisma.conversation.findUnique({ where: { id: ids.conversation } }),
      prisma.message.findMany({ where: { id: { in: [ids.message, ids.reply] } } }),
      prisma.job.findUnique({ where: { id: ids.job } }),
    ]);
    const message = messages.find(({ id }) => id === ids.message);
    const reply = messages.find(({ id }) => id === ids.reply);
    return conversation && message && reply && job ? { conversation, message, reply, job } : undefined;
  }

  async function byJob(job: Job): Promise<Exchange | undefined> {
    const reply = job.messageId ? await prisma.message.findUnique({ where: { id: job.messageId } }) : null;
    if (!reply?.parentId) return undefined;
    return load({ conversation: reply.conversationId, message: reply.parentId, reply: reply.id, job: job.id });
  }

  return {
    async ask(question) {
      const { place } = question;
      const ids: ExchangeIds = {
        conversation: place.kind === 'new' ? randomUUID() : place.conversationId,
        message: randomUUID(),
        reply: randomUUID(),
        job: randomUUID(),
      };
      return place.kind === 'new' ? begin(ids, question) : goOn(ids, question, place.parentId);
    },
    async askAgain(reply, options) {
      const message = reply.parentId;
      if (!message) throw new NotFoundError('message');
      const ids: ExchangeIds = { conversation: reply.conversationId, message, reply: randomUUID(), job: randomUUID() };
      const whenBusy = 'QUEUE';
      const { ownerId, voiceMode } = reply;
      const place = { kind: 'in', conversationId: reply.conversationId, parentId: message } as const;
      const question: Question = { ...options, ownerId, place, whenBusy, text: '', voiceMode };
      const after = { message: Prisma.sql`SELECT "id" FROM "Message" WHERE "id" = ${message}::uuid`, needed: true };
      return inTurn(ids.conversation, whenBusy, async () => {
        const rows = await prisma.$queryRaw<(PlaceRow & { stored: boolean })[]>`
          WITH ${placeExpressions({ conversationId: ids.conversation, ownerId, after, whenBusy })},
          job AS (${insertReplyJob(ids, question, Prisma.sql`"heldBy"`, Prisma.sql`FROM admitted`)}),
          conversation AS (${touch(reply.conversationId)}),
          reply AS (${insertReply(ids, question, message, Prisma.sql`job`)})
          SELECT ${placeColumns(whenBusy)}, EXISTS (SELECT FROM reply) AS "stored" FROM place`;
        const [row] = rows;
        return row && { place: row, exchange: row.stored ? await load(ids) : undefined };
      });
    },
    async byKey(ownerId, idempotencyKey) {
      const job = await prisma.job.findUnique({ where: { ownerId_idempotencyKey: { ownerId, idempotencyKey } } });
      return job ? { exchange: await byJob(job), fingerprint: job.fingerprint } : undefined;
    },
    byJob,
  };
}

/** Makes a statement that stores an exchange again for as long as others have changed its conversation meanwhile. */
async function untilSeen(
  whenBusy: WhenBusy,
  store: () => Promise<{ place: PlaceRow; exchange: Exchange | undefined } | undefined>,
): Promise<Asked> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const result = await store();
    if (!result) return { kind: 'missing' };
    const { place, exchange } = result;
    if (exchange) return { kind: 'stored', exchange, interrupted: place.interrupted ?? [] };
    if (place.admitted) return { kind: 'repeated' };
    if (place.busy && whenBusy === 'REJECT') return { kind: 'busy' };
    if (place.busy && whenBusy === 'QUEUE' && place.waiting >= MOST_WAITING) return { kind: 'full' };
  }
  throw new UnavailableError('Too much is said in this conversation at the same time: try again.');
}
