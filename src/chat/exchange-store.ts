import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { Prisma } from '../database/generated/client.ts';
import { NotFoundError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import type { Conversation, Message } from './message.ts';
import { REPLY_ATTEMPTS, type ReplyInput } from './reply-job.ts';
import { UNTITLED } from './title.ts';

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
  /** With its operation's name in front; the same key again stores nothing. */
  readonly idempotencyKey: string | undefined;
  /** Hash of the call. */
  readonly fingerprint: string;
}

/** Stores exchanges, each with one statement: all of it is there, or nothing. */
export interface ExchangeStore {
  /**
   * Undefined when the idempotency key was used before: then nothing was stored.
   *
   * @throws {NotFoundError} when the conversation or the parent isn't the owner's
   */
  ask(question: Question): Promise<Exchange | undefined>;
  /** A new sibling of a reply, with a job of its own. Undefined when the key was used before. */
  askAgain(
    reply: Message,
    options: Pick<Question, 'idempotencyKey' | 'fingerprint' | 'model' | 'timeZone'>,
  ): Promise<Exchange | undefined>;
  /** What was stored under a key; undefined when there is nothing (any more). */
  byKey(
    ownerId: string,
    idempotencyKey: string,
  ): Promise<{ exchange: Exchange | undefined; fingerprint: string | null } | undefined>;
  /** An exchange as it now is. */
  byJob(job: Job): Promise<Exchange | undefined>;
}

export function createExchangeStore({ prisma }: Database): ExchangeStore {
  // The unique key decides between two calls that race: the one whose job isn't inserted inserts nothing else either.
  const insertJob = (ids: Ids, question: Question, where: Prisma.Sql) =>
    Prisma.sql`INSERT INTO "Job" ("id", "ownerId", "kind", "input", "attemptLimit", "fingerprint", "idempotencyKey", "conversationId", "messageId")
      SELECT ${ids.job}::uuid, ${question.ownerId}::uuid, 'REPLY'::"JobKind", ${JSON.stringify(inputOf(ids, question))}::jsonb,
        ${REPLY_ATTEMPTS}::int, ${question.fingerprint}, ${question.idempotencyKey ?? null}, ${ids.conversation}::uuid, ${ids.reply}::uuid
      ${where} ON CONFLICT ("ownerId", "idempotencyKey") DO NOTHING RETURNING "number", "createdAt"`;
  // Reads from the message it answers where that is new: the message's number must be the lower one.
  const insertReply = (ids: Ids, question: Question, parentId: string, after: Prisma.Sql) =>
    Prisma.sql`INSERT INTO "Message" ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "voiceMode", "model")
      SELECT ${ids.reply}::uuid, ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${parentId}::uuid,
        'ASSISTANT'::"MessageRole", 'PENDING'::"MessageState", '', ${question.voiceMode}::boolean, ${question.model}
      FROM ${after} RETURNING "number"`;
  const insertMessage = (ids: Ids, question: Question, parent: Prisma.Sql) =>
    Prisma.sql`INSERT INTO "Message" ("id", "conversationId", "ownerId", "parentId", "role", "state", "content", "voiceMode")
      SELECT ${ids.message}::uuid, ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${parent}, 'USER'::"MessageRole",
        'COMPLETED'::"MessageState", ${question.text}, ${question.voiceMode}::boolean FROM job RETURNING "number", "parentId"`;
  const touch = (conversationId: string) =>
    Prisma.sql`UPDATE "Conversation" SET "activity" = nextval('"Conversation_activity_seq"'), "updatedAt" = now()
      FROM job WHERE "Conversation"."id" = ${conversationId}::uuid RETURNING "Conversation".*`;

  /** Stores a question with its reply in one statement, and makes the rows from what the statement returns of them. */
  async function store(
    ids: Ids,
    question: Question,
    parts: { job: Prisma.Sql; conversation: Prisma.Sql; parent: Prisma.Sql },
  ) {
    const rows = await prisma.$queryRaw<StoredRow[]>`
      WITH job AS (${parts.job}), conversation AS (${parts.conversation}),
      message AS (${insertMessage(ids, question, parts.parent)}),
      reply AS (${insertReply(ids, question, ids.message, Prisma.sql`message`)})
      SELECT conversation.*, job."number" AS "jobNumber", job."createdAt" AS "askedAt", message."number" AS "messageNumber",
        message."parentId", reply."number" AS "replyNumber"
      FROM job, conversation, message, reply`;
    return rows[0] && exchangeOf(ids, question, rows[0]);
  }

  async function load(ids: Ids): Promise<Exchange | undefined> {
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
      const { place, ownerId } = question;
      const ids: Ids = {
        conversation: place.kind === 'new' ? randomUUID() : place.conversationId,
        message: randomUUID(),
        reply: randomUUID(),
        job: randomUUID(),
      };
      if (place.kind === 'new') {
        const conversation = Prisma.sql`INSERT INTO "Conversation" ("id", "ownerId", "title")
          SELECT ${ids.conversation}::uuid, ${ownerId}::uuid, ${UNTITLED} FROM job RETURNING *`;
        // Job and reply refer to rows that the same statement inserts: foreign keys are checked at its end.
        return store(ids, question, {
          job: insertJob(ids, question, Prisma.empty),
          conversation,
          parent: Prisma.sql`NULL::uuid`,
        });
      }
      const { conversationId, parentId } = place;
      const parent = parentId
        ? Prisma.sql`SELECT "id" FROM "Message" WHERE "id" = ${parentId}::uuid AND "conversationId" = ${conversationId}::uuid`
        : Prisma.sql`SELECT "id" FROM "Message" WHERE "conversationId" = ${conversationId}::uuid ORDER BY "number" DESC LIMIT 1`;
      const where = Prisma.sql`FROM "Conversation" c WHERE c."id" = ${conversationId}::uuid AND c."ownerId" = ${ownerId}::uuid
        AND (${parentId === undefined} OR EXISTS (${parent})) FOR NO KEY UPDATE`;
      return store(ids, question, {
        job: insertJob(ids, question, where),
        conversation: touch(conversationId),
        parent: Prisma.sql`(${parent})`,
      });
    },
    async askAgain(reply, options) {
      const message = reply.parentId;
      if (!message) throw new NotFoundError('message');
      const ids: Ids = { conversation: reply.conversationId, message, reply: randomUUID(), job: randomUUID() };
      const question: Question = {
        ...options,
        ownerId: reply.ownerId,
        place: { kind: 'in', conversationId: reply.conversationId, parentId: message },
        text: '',
        voiceMode: reply.voiceMode,
      };
      const stored = await prisma.$executeRaw`
        WITH job AS (${insertJob(ids, question, Prisma.sql`FROM "Message" WHERE "id" = ${message}::uuid FOR KEY SHARE`)}),
        conversation AS (${touch(reply.conversationId)})
        ${insertReply(ids, question, message, Prisma.sql`job`)}`;
      return stored > 0 ? load(ids) : undefined;
    },
    async byKey(ownerId, idempotencyKey) {
      const job = await prisma.job.findUnique({ where: { ownerId_idempotencyKey: { ownerId, idempotencyKey } } });
      return job ? { exchange: await byJob(job), fingerprint: job.fingerprint } : undefined;
    },
    byJob,
  };
}

interface Ids {
  readonly conversation: string;
  readonly message: string;
  readonly reply: string;
  readonly job: string;
}

/** What one `ask` returns: the conversation, and what the database decided of the rest. */
interface StoredRow extends Conversation {
  readonly jobNumber: bigint;
  readonly askedAt: Date;
  readonly messageNumber: bigint;
  readonly parentId: string | null;
  readonly replyNumber: bigint;
}

function inputOf(ids: Ids, { model, voiceMode, timeZone }: Question): ReplyInput {
  return { messageId: ids.reply, model, voiceMode, ...(timeZone === undefined ? {} : { timeZone }) };
}

function exchangeOf(ids: Ids, question: Question, row: StoredRow): Exchange {
  const { jobNumber, askedAt, messageNumber, parentId, replyNumber, ...conversation } = row;
  const { ownerId, voiceMode, model, text } = question;
  const message: Message = {
    id: ids.message,
    number: messageNumber,
    conversationId: conversation.id,
    ownerId,
    parentId,
    role: 'USER',
    state: 'COMPLETED',
    content: text,
    reasoning: null,
    runLengths: [],
    voiceMode,
    model: null,
    error: null,
    inputTokens: null,
    outputTokens: null,
    finishReason: null,
    attempt: 0,
    recalled: [],
    context: null,
    createdAt: askedAt,
  };
  const reply: Message = {
    ...message,
    id: ids.reply,
    number: replyNumber,
    parentId: ids.message,
    role: 'ASSISTANT',
    state: 'PENDING',
    content: '',
    model,
  };
  const job: Job = {
    id: ids.job,
    number: jobNumber,
    ownerId,
    kind: 'REPLY',
    state: 'WAITING',
    progress: 0,
    step: null,
    attempts: 0,
    attemptLimit: REPLY_ATTEMPTS,
    revision: 0,
    cancelRequested: false,
    error: null,
    result: null,
    input: inputOf(ids, question),
    conversationId: conversation.id,
    messageId: ids.reply,
    createdAt: askedAt,
    startedAt: null,
    finishedAt: null,
  };
  return { conversation, message, reply, job };
}
