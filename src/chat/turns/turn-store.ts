import { randomUUID } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { NotFoundError, UnavailableError } from '../../errors.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { Job } from '../../jobs/job.ts';
import { attachExpressions } from '../attachments/attachment-store.ts';
import { UNTITLED } from '../conversations/title.ts';
import type { Message } from '../messages/message.ts';
import { inRange, messageOrder } from '../messages/message-range-store.ts';
import type { Wording } from '../search/words/wording.ts';
import { type EditedQuestion, editQuestion } from './edit-store.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { spentTurn } from './spent-turn-store.ts';
import type { Followed, Question, Turn, TurnIds } from './turn.ts';
import {
  type FollowedMessage,
  interruptExpressions,
  type PlaceRow,
  placeColumns,
  placeExpressions,
} from './turn-place-store.ts';
import { type StoredRow, turnOf } from './turn-row.ts';
import {
  insertMessage,
  insertQuestionWords,
  insertReply,
  insertReplyJob,
  STORED_COLUMNS,
  touchConversation,
} from './turn-rows-store.ts';
import { MOST_WAITING, type WhenBusy } from './when-busy.ts';

/** What came of a try to store a turn. */
export type TurnOutcome =
  | {
      readonly kind: 'stored';
      readonly turn: Turn;
      /** Jobs of other replies that are to end because of it. */
      readonly interrupted: readonly string[];
    }
  /**
   * Nothing was stored. `missing`: the conversation or the parent isn't there, or isn't the owner's; `busy`: a reply
   * before it has not ended; `full`: too many replies wait already; `repeated`: the idempotency key was used before.
   * A repeated call may also end as one of the others, so a caller with a key looks for that key first.
   */
  | { readonly kind: 'missing' | 'busy' | 'full' | 'repeated' };

/** A turn that was stored under an idempotency key. */
export interface KeyedTurn {
  /** Undefined when its messages were deleted. */
  readonly turn: Turn | undefined;
  readonly fingerprint: string | null;
}

/** Stores turns, each by one statement: a crash leaves the whole turn, or nothing of it. */
export interface TurnStore {
  /** Stores a question with its empty reply and the job that writes the reply. */
  add(question: Question): Promise<TurnOutcome>;
  /**
   * Stores an empty sibling of a reply with a job of its own.
   *
   * @throws {NotFoundError} when the reply answers nothing
   */
  addSibling(
    reply: Message,
    options: Pick<Question, 'idempotencyKey' | 'fingerprint' | 'model' | 'defaultModel' | 'timeZone'>,
  ): Promise<TurnOutcome>;
  /** What was stored under a key; undefined when there is nothing (any more). */
  byKey(ownerId: string, idempotencyKey: string): Promise<KeyedTurn | undefined>;
  /** The turn of a job as it now is; undefined when its messages were deleted. */
  byJob(job: Job): Promise<Turn | undefined>;
  /** Changes the text of a question while no reply to it has begun. */
  edit(question: EditedQuestion): Promise<'edited' | 'refused'>;
}

/**
 * The most times that a statement is repeated because another one has changed the conversation meanwhile. Each time
 * another call has stored something, so this many in a row mean that too much is going on in the conversation.
 */
const MOST_TRIES = 200;

/** What a statement that adds to a conversation returned; undefined when the place isn't there. */
type Stored = { readonly place: PlaceRow; readonly turn: Turn | undefined } | undefined;

/** @param wording makes the words by which questions are found */
export function createTurnStore(database: Pick<Database, 'prisma' | 'run'>, wording: Wording): TurnStore {
  const { prisma, run } = database;
  const oneAtATime = new OneAtATime();
  return {
    async add(question) {
      const { place } = question;
      const ids: TurnIds = {
        conversation: place.kind === 'new' ? randomUUID() : place.conversationId,
        message: randomUUID(),
        reply: randomUUID(),
        job: randomUUID(),
      };
      if (place.kind === 'new') return begin({ run, wording }, ids, question, place.systemPrompt);
      const store = () => goOn({ run, wording }, ids, question, place.follows);
      return oneAtATime.run(ids.conversation, () => untilUnchanged(question.whenBusy, store));
    },
    async addSibling(reply, options) {
      const message = reply.parentId;
      if (!message) throw new NotFoundError('message');
      const ids: TurnIds = { conversation: reply.conversationId, message, reply: randomUUID(), job: randomUUID() };
      const { ownerId, voiceMode } = reply;
      const follows = { kind: 'message', id: message } as const;
      const place = { kind: 'in', conversationId: reply.conversationId, follows } as const;
      const question: Question = {
        ...options,
        ownerId,
        place,
        whenBusy: 'QUEUE',
        text: '',
        voiceMode,
        attachmentIds: [],
      };
      const store = () => answerAgain(prisma, ids, question);
      return oneAtATime.run(ids.conversation, () => untilUnchanged(question.whenBusy, store));
    },
    async byKey(ownerId, idempotencyKey) {
      const job = await prisma.job.findUnique({ where: { ownerId_idempotencyKey: { ownerId, idempotencyKey } } });
      if (job) return { turn: await turnOfJob(prisma, job), fingerprint: job.fingerprint };
      // Read after the job: its key is stored there before the job goes.
      return spentTurn(database, ownerId, idempotencyKey);
    },
    byJob: (job) => turnOfJob(prisma, job),
    edit: (question) => editQuestion(database, wording, question),
  };
}

type Deps = Pick<Database, 'run'> & { readonly wording: Wording };

/** Stores a turn together with a new conversation. */
async function begin(
  { run, wording }: Deps,
  ids: TurnIds,
  question: Question,
  systemPrompt: string | undefined,
): Promise<TurnOutcome> {
  // Job and reply refer to rows that the same statement inserts: foreign keys are checked at its end.
  const rows = await run<StoredRow>(Prisma.sql`
    WITH job AS (${insertReplyJob(ids, question, Prisma.sql`NULL::uuid`, Prisma.empty)}),
    conversation AS (INSERT INTO "Conversation" ("id", "ownerId", "title", "systemPrompt")
      SELECT ${ids.conversation}::uuid, ${question.ownerId}::uuid, ${UNTITLED}, ${systemPrompt ?? null}::text
      FROM job RETURNING *),
    message AS (${insertMessage(ids, question, Prisma.sql`NULL::uuid`)}),
    words AS (${insertQuestionWords(question, wording)}),
    reply AS (${insertReply(ids, question, Prisma.sql`message`)})
    ${attachExpressions(ids.message, question.ownerId, question.attachmentIds)}
    SELECT ${STORED_COLUMNS} FROM job, conversation, message, reply`);
  const [row] = rows;
  return row ? { kind: 'stored', turn: turnOf(ids, question, row), interrupted: [] } : { kind: 'repeated' };
}

/** Stores a turn in a conversation that is there. */
async function goOn({ run, wording }: Deps, ids: TurnIds, question: Question, follows: Followed): Promise<Stored> {
  const { ownerId, whenBusy } = question;
  const followed = followedIn(ids.conversation, follows);
  const rows = await run<PlaceRow & StoredRow>(Prisma.sql`
    WITH ${placeExpressions({ conversationId: ids.conversation, ownerId, followed, whenBusy })},
    job AS (${insertReplyJob(ids, question, Prisma.sql`"heldBy"`, Prisma.sql`FROM admitted`)}),
    ${interruptExpressions(whenBusy)},
    conversation AS (${touchConversation(ids.conversation)}),
    message AS (${insertMessage(ids, question, Prisma.sql`(SELECT "after" FROM admitted)`)}),
    words AS (${insertQuestionWords(question, wording)}),
    reply AS (${insertReply(ids, question, Prisma.sql`message`)})
    ${attachExpressions(ids.message, ownerId, question.attachmentIds)}
    SELECT ${placeColumns(whenBusy)}, ${STORED_COLUMNS}
    FROM place LEFT JOIN (job CROSS JOIN conversation CROSS JOIN message CROSS JOIN reply) ON TRUE`);
  const [row] = rows;
  return row && { place: row, turn: row.id ? turnOf(ids, question, row) : undefined };
}

function followedIn(conversationId: string, follows: Followed): FollowedMessage {
  const id = Prisma.sql`${conversationId}::uuid`;
  switch (follows.kind) {
    case 'newest': {
      const select = Prisma.sql`SELECT "id" FROM "Message" WHERE ${inRange(id)} ${messageOrder('desc')} LIMIT 1`;
      return { select, required: false };
    }
    case 'message': {
      const named = Prisma.sql`"id" = ${follows.id}::uuid AND "conversationId" = ${id}`;
      return { select: Prisma.sql`SELECT "id" FROM "Message" WHERE ${named}`, required: true };
    }
    case 'nothing':
      return { select: Prisma.sql`SELECT NULL::uuid AS "id" WHERE FALSE`, required: false };
  }
}

/** Stores another reply to a question that is there. */
async function answerAgain(prisma: Database['prisma'], ids: TurnIds, question: Question): Promise<Stored> {
  const { ownerId, whenBusy } = question;
  const select = Prisma.sql`SELECT "id" FROM "Message" WHERE "id" = ${ids.message}::uuid`;
  const followed = { select, required: true };
  const rows = await prisma.$queryRaw<(PlaceRow & { stored: boolean })[]>`
    WITH ${placeExpressions({ conversationId: ids.conversation, ownerId, followed, whenBusy })},
    job AS (${insertReplyJob(ids, question, Prisma.sql`"heldBy"`, Prisma.sql`FROM admitted`)}),
    conversation AS (${touchConversation(ids.conversation)}),
    reply AS (${insertReply(ids, question, Prisma.sql`job`)})
    SELECT ${placeColumns(whenBusy)}, EXISTS (SELECT FROM reply) AS "stored" FROM place`;
  const [row] = rows;
  return row && { place: row, turn: row.stored ? await load(prisma, ids) : undefined };
}

async function turnOfJob(prisma: Database['prisma'], job: Job): Promise<Turn | undefined> {
  const reply = job.messageId ? await prisma.message.findUnique({ where: { id: job.messageId } }) : null;
  if (!reply?.parentId) return undefined;
  return load(prisma, { conversation: reply.conversationId, message: reply.parentId, reply: reply.id, job: job.id });
}

async function load(prisma: Database['prisma'], ids: TurnIds): Promise<Turn | undefined> {
  const [conversation, messages, job] = await Promise.all([
    prisma.conversation.findUnique({ where: { id: ids.conversation } }),
    prisma.message.findMany({ where: { id: { in: [ids.message, ids.reply] } } }),
    prisma.job.findUnique({ where: { id: ids.job } }),
  ]);
  const message = messages.find(({ id }) => id === ids.message);
  const reply = messages.find(({ id }) => id === ids.reply);
  return conversation && message && reply && job ? { conversation, message, reply, job } : undefined;
}

/**
 * Repeats a statement that stores a turn for as long as others have changed its conversation since it was read.
 *
 * @throws {UnavailableError} after {@link MOST_TRIES}
 */
async function untilUnchanged(whenBusy: WhenBusy, store: () => Promise<Stored>): Promise<TurnOutcome> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const stored = await store();
    if (!stored) return { kind: 'missing' };
    const { place, turn } = stored;
    if (turn) return { kind: 'stored', turn, interrupted: place.interrupted ?? [] };
    if (place.admitted) return { kind: 'repeated' };
    if (place.busy && whenBusy === 'REJECT') return { kind: 'busy' };
    if (place.busy && whenBusy === 'QUEUE' && place.waiting >= MOST_WAITING) return { kind: 'full' };
  }
  throw new UnavailableError('Too much is said in this conversation at the same time: try again.');
}
