import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Viewer } from '../accounts/viewer.ts';
import { formatModelName } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import { pageOf, pageQuery } from '../database/page.ts';
import { BadUserInputError, ConflictError, NotFoundError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { hasEnded, type Job, OPEN_STATES } from '../jobs/job.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { MemoryService } from '../memory/memory-service.ts';
import type { Models } from '../models/models.ts';
import { parseInput, wellFormedText } from '../parse-input.ts';
import { untilDone } from '../time/retry-until.ts';
import { isTimeZone } from '../time/time-zone.ts';
import type { ChatService, ConversationFilter } from './chat-service.ts';
import { type Conversation, type Message, replyEnd } from './conversations/message.ts';
import { newestMessages, pagesOfMessages } from './conversations/messages-of.ts';
import { UNTITLED } from './conversations/title.ts';
import { foldTitle, foldTitles } from './conversations/title-search.ts';
import { watchConversation } from './conversations/watch-conversation.ts';
import { readReplyCursor } from './replies/log/reply-cursor.ts';
import type { ReplyLog } from './replies/log/reply-log.ts';
import { type ReplyRun, wordsOf } from './replies/log/reply-run.ts';
import { readStoredRuns } from './replies/log/stored-runs.ts';
import { ANY_MESSAGE, conversationTopic, replyTopic } from './replies/reply-events.ts';
import { streamReply } from './replies/reply-stream.ts';
import { timeZoneOf } from './replies/reply-task.ts';
import { editMessage } from './replies/turns/edit-message.ts';
import type { Asked, Exchange, ExchangeStore, Place } from './replies/turns/turn-store.ts';
import { MOST_WAITING } from './replies/turns/when-busy.ts';
import { summarizeConversationTask } from './summary/summarize-conversation-task.ts';

const idempotencyKey = wellFormedText({ min: 1, max: 200 }).nullish();
const messageText = wellFormedText({ min: 1, max: 32_000 });
const sendMessage = z.object({
  message: messageText,
  voiceMode: z.boolean().nullish(),
  conversationId: z.uuid().nullish(),
  parentId: z.uuid().nullish(),
  model: wellFormedText({ min: 1, max: 250 }).nullish(),
  idempotencyKey,
  timeZone: z.string().refine(isTimeZone, 'takes a name of the IANA database such as Europe/Oslo').nullish(),
  whenBusy: z.enum(['QUEUE', 'INTERRUPT', 'REJECT']).nullish(),
  waitMs: z
    .number()
    .int()
    .min(0, 'takes 0 to 60,000 milliseconds')
    .max(60_000, 'takes 0 to 60,000 milliseconds')
    .nullish(),
});
const title = wellFormedText({ min: 1, max: 200 });
const systemPrompt = wellFormedText({ min: 0, max: 32_000 }).nullish();
const conversationInput = z.object({ title: title.nullish(), systemPrompt, drawsMemories: z.boolean().nullish() });
const conversationChange = conversationInput.extend({ archived: z.boolean().nullish() });
const search = wellFormedText({ min: 0, max: 200 }).nullish();

/** How long `deleteConversation` waits for running replies to stop. */
const STOP_WAIT_MS = 2_000;
/** How long it tries to reach their logs. */
const DELETE_PATIENCE_MS = 2_000;

export function createChatService(deps: {
  database: Database;
  exchanges: ExchangeStore;
  jobs: JobService;
  memory: Pick<MemoryService, 'forgetOrphans'>;
  models: Models;
  log: ReplyLog;
  events: EventBus;
}): ChatService {
  const { exchanges, jobs, memory, models, log, events } = deps;
  const { prisma } = deps.database;

  async function conversationOf(viewer: Viewer, id: string): Promise<Conversation> {
    const conversation = await prisma.conversation.findFirst({ where: { id, ownerId: viewer.id } });
    if (!conversation) throw new NotFoundError('conversation');
    return conversation;
  }

  async function replyOf(viewer: Viewer, id: string): Promise<Message> {
    const message = await prisma.message.findFirst({ where: { id, ownerId: viewer.id } });
    if (!message) throw new NotFoundError('message');
    if (message.role !== 'ASSISTANT')
      throw new BadUserInputError('This message was written by a user: take the id of a reply.');
    return message;
  }

  /** Starts what was stored, or finds what the same key stored before. */
  async function startOrFind(
    viewer: Viewer,
    asked: Asked,
    { key, fingerprint, missing }: { key: string | undefined; fingerprint: string; missing: string },
  ): Promise<Exchange> {
    if (asked.kind === 'stored') {
      const { exchange, interrupted } = asked;
      for (const { id } of [exchange.message, exchange.reply])
        events.publish(conversationTopic(exchange.conversation.id), { key: id });
      await jobs.announce(exchange.job);
      await Promise.all(interrupted.map((id) => endJob(viewer, id)));
      return exchange;
    }
    const earlier = key ? await exchanges.byKey(viewer.id, key) : undefined;
    if (earlier && earlier.fingerprint !== fingerprint) {
      throw new ConflictError('This idempotencyKey was used for another call: take a new key for each message.');
    }
    if (earlier?.exchange) return earlier.exchange;
    if (asked.kind === 'busy') {
      throw new ConflictError(
        'A reply before this message is not finished: wait for it, stop it, or send with whenBusy.',
      );
    }
    if (asked.kind === 'full') {
      throw new ConflictError(`${MOST_WAITING} replies wait in this conversation already: wait for one, or stop one.`);
    }
    throw new NotFoundError(missing);
  }

  /** Ends a job, or finds that it has ended by itself meanwhile. */
  async function endJob(viewer: Viewer, jobId: string): Promise<Job | undefined> {
    return jobs.cancel(viewer.id, jobId).catch((error: unknown) => {
      if (error instanceof ConflictError) return undefined;
      throw error;
    });
  }

  /** The job that writes a reply, which must be there: it is stored with it. */
  async function jobOf(viewer: Viewer, reply: Message): Promise<Job> {
    const [job] = await service.jobsByMessages(viewer, [reply.id]);
    if (!job) throw new NotFoundError('job');
    return job;
  }

  async function writtenOf(message: Message): Promise<readonly ReplyRun[]> {
    const isWritten = message.state === 'STREAMING';
    // Without its log, what is written so far is unknown; the whole will be in the row.
    const logged = isWritten ? await log.read(message.id).catch(() => undefined) : undefined;
    return logged?.runs ?? readStoredRuns(message);
  }

  const service: ChatService = {
    async send(viewer, raw) {
      const input = parseInput(sendMessage, raw);
      const model = formatModelName(models.resolve(input.model).name);
      if (input.parentId && !input.conversationId)
        throw new BadUserInputError('parentId goes with its conversationId.');
      const place: Place = input.conversationId
        ? { kind: 'in', conversationId: input.conversationId, parentId: input.parentId ?? undefined }
        : { kind: 'new' };
      const key = input.idempotencyKey ? `chat:${input.idempotencyKey}` : undefined;
      const voiceMode = input.voiceMode ?? false;
      const whenBusy = input.whenBusy ?? 'QUEUE';
      const timeZone = input.timeZone ?? undefined;
      const { message, conversationId, parentId } = input;
      // Keys from before there was a choice, and a zone, still match.
      const chosen = [...(whenBusy === 'QUEUE' ? [] : [whenBusy]), ...(timeZone === undefined ? [] : [{ timeZone }])];
      const fingerprint = fingerprintOf([message, voiceMode, conversationId, parentId, input.model, ...chosen]);
      const asked = await exchanges.ask({
        ownerId: viewer.id,
        place,
        text: input.message,
        voiceMode,
        model,
        timeZone,
        whenBusy,
        idempotencyKey: key,
        fingerprint,
      });
      const missing = input.parentId ? 'conversation with that message' : 'conversation';
      const exchange = await startOrFind(viewer, asked, { key, fingerprint, missing });
      if (!input.waitMs || hasEnded(exchange.job)) return exchange;
      const job = await jobs.whenEnded(viewer.id, exchange.job.id, input.waitMs);
      return (await exchanges.byJob(job)) ?? { ...exchange, job };
    },
    async edit(viewer, messageId, raw) {
      const { message: text } = parseInput(z.object({ message: messageText }), { message: raw });
      const message = await editMessage(deps.database, { ownerId: viewer.id, id: messageId, text });
      events.publish(conversationTopic(message.conversationId), { key: message.id });
      return message;
    },
    async regenerate(viewer, replyId, rawKey) {
      const given = parseInput(z.object({ idempotencyKey }), { idempotencyKey: rawKey }).idempotencyKey;
      const reply = await replyOf(viewer, replyId);
      const model = formatModelName(models.resolve(reply.model).name);
      const key = given ? `regenerate:${given}` : undefined;
      const fingerprint = fingerprintOf([replyId]);
      const [earlier] = await service.jobsByMessages(viewer, [replyId]);
      const timeZone = earlier && timeZoneOf(earlier);
      const asked = await exchanges.askAgain(reply, { idempotencyKey: key, fingerprint, model, timeZone });
      return startOrFind(viewer, asked, { key, fingerprint, missing: 'message' });
    },
    async stop(viewer, replyId) {
      const reply = await replyOf(viewer, replyId);
      if (replyEnd(reply)) return reply;
      const job = await jobOf(viewer, reply);
      await endJob(viewer, job.id);
      return replyOf(viewer, replyId);
    },
    async *streamReply(viewer, replyId, after, signal) {
      const cursor = after == null ? undefined : readReplyCursor(after);
      const message = await replyOf(viewer, replyId);
      const readMessage = async () => (await prisma.message.findUnique({ where: { id: replyId } })) ?? undefined;
      yield* streamReply({ message, after: cursor, log, events, readMessage, signal });
    },
    async contentOf(message) {
      return wordsOf(await writtenOf(message), 'text');
    },
    async reasoningOf(message) {
      return wordsOf(await writtenOf(message), 'reasoning') || null;
    },

    async createConversation(viewer, raw) {
      const input = parseInput(conversationInput, raw);
      return prisma.conversation.create({
        data: {
          id: randomUUID(),
          ownerId: viewer.id,
          title: input.title ?? UNTITLED,
          titled: input.title != null,
          systemPrompt: input.systemPrompt || null,
          drawsMemories: input.drawsMemories ?? true,
        },
      });
    },
    async updateConversation(viewer, id, raw) {
      const input = parseInput(conversationChange, raw);
      const change: Prisma.ConversationUpdateManyMutationInput = { updatedAt: new Date() };
      if (input.title != null) Object.assign(change, { title: input.title, titled: true });
      if (input.archived != null) change.archived = input.archived;
      if (input.drawsMemories != null) change.drawsMemories = input.drawsMemories;
      if (input.systemPrompt !== undefined) change.systemPrompt = input.systemPrompt || null;
      const { count } = await prisma.conversation.updateMany({ where: { id, ownerId: viewer.id }, data: change });
      if (count === 0) throw new NotFoundError('conversation');
      return conversationOf(viewer, id);
    },
    async deleteConversation(viewer, id) {
      await conversationOf(viewer, id);
      const open = await prisma.job.findMany({
        where: { conversationId: id, ownerId: viewer.id, state: { in: [...OPEN_STATES] } },
        select: { id: true, messageId: true },
      });
      await Promise.all(open.map((job) => stopBeforeDeletion(viewer, job.id)));
      const replies = await prisma.message.findMany({
        where: { conversationId: id, role: 'ASSISTANT' },
        select: { id: true },
      });
      // A summary is the conversation's text too. The jobs themselves stay, as the viewer's history.
      await prisma.$executeRaw`
        WITH cleared AS (UPDATE "Job" SET "result" = NULL WHERE "conversationId" = ${id}::uuid AND "kind" = 'SUMMARIZE_CONVERSATION')
        DELETE FROM "Conversation" WHERE "id" = ${id}::uuid AND "ownerId" = ${viewer.id}::uuid`;
      // Those who watch it, here and elsewhere, look again and find that it has gone.
      events.publish(conversationTopic(id), { key: ANY_MESSAGE });
      for (const { messageId } of open) if (messageId) events.publish(replyTopic(messageId), { key: messageId });
      const dropLogs = () => log.delete(replies.map((reply) => reply.id));
      await Promise.all([
        // Nobody can read a log whose message is gone, and it goes by itself.
        untilDone(dropLogs, { patienceMs: DELETE_PATIENCE_MS }).catch(() => undefined),
        memory.forgetOrphans(viewer),
      ]);
      return true;
    },
    async summarize(viewer, conversationId) {
      await conversationOf(viewer, conversationId);
      if ((await prisma.message.count({ where: { conversationId } })) === 0) {
        throw new BadUserInputError('There is nothing to summarise: the conversation has no messages yet.');
      }
      return jobs.start(viewer.id, summarizeConversationTask, { conversationId }, { conversationId });
    },
    watchConversation: (viewer, id, signal) =>
      watchConversation({
        conversationId: id,
        ownerId: viewer.id,
        database: deps.database,
        events,
        isThere: async () => (await prisma.conversation.count({ where: { id, ownerId: viewer.id } })) > 0,
        notThere: new NotFoundError('conversation'),
        signal,
      }),

    async conversationsByIds(viewer, ids) {
      const rows = await prisma.conversation.findMany({ where: { id: { in: [...ids] }, ownerId: viewer.id } });
      return inOrder(ids, rows, (row) => row.id);
    },
    async messagesByIds(viewer, ids) {
      const rows = await prisma.message.findMany({ where: { id: { in: [...ids] }, ownerId: viewer.id } });
      return inOrder(ids, rows, (row) => row.id);
    },
    lastMessages: (viewer, ids) => newestMessages(deps.database, { ownerId: viewer.id, ids }),
    async jobsByMessages(viewer, messageIds) {
      const rows = await prisma.job.findMany({
        where: { messageId: { in: [...messageIds] }, ownerId: viewer.id },
        orderBy: { number: 'asc' },
      });
      return inOrder(messageIds, rows, (row) => row.messageId ?? '');
    },
    async listConversations(viewer, { page, ...filter }) {
      const { where, direction, take } = pageQuery(page, 'descending');
      const wanted = await conversationsWhere(viewer, filter);
      const rows = await prisma.conversation.findMany({
        where: { ...wanted, activity: where },
        orderBy: { activity: direction },
        take,
      });
      return pageOf(rows, page);
    },
    async countConversations(viewer, filter) {
      return prisma.conversation.count({ where: await conversationsWhere(viewer, filter) });
    },
    listMessages: (viewer, ids, page) => pagesOfMessages(deps.database, { ownerId: viewer.id, ids }, page),
    async countMessages(viewer, conversationIds) {
      const rows = await prisma.message.groupBy({
        by: ['conversationId'],
        where: { conversationId: { in: [...conversationIds] }, ownerId: viewer.id },
        _count: true,
      });
      return inOrder(conversationIds, rows, (row) => row.conversationId).map((row) => row?._count ?? 0);
    },
  };

  async function conversationsWhere(viewer: Viewer, raw: ConversationFilter): Promise<Prisma.ConversationWhereInput> {
    const asked = parseInput(z.object({ search }), { search: raw.search }).search?.trim();
    if (asked) await foldTitles(deps.database, viewer);
    return {
      ownerId: viewer.id,
      ...(raw.archived == null ? {} : { archived: raw.archived }),
      ...(asked ? { foldedTitle: { contains: escapeLike(foldTitle(asked)) } } : {}),
    };
  }

  async function stopBeforeDeletion(viewer: Viewer, jobId: string): Promise<void> {
    const job = await endJob(viewer, jobId);
    if (job && !hasEnded(job)) await jobs.whenEnded(viewer.id, jobId, STOP_WAIT_MS);
  }

  return service;
}

/** Makes `%` and `_` stand for themselves in a search. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** One row for each key, in the order of the keys; of several rows with one key the last. */
function inOrder<T>(keys: readonly string[], rows: readonly T[], keyOf: (row: T) => string): (T | undefined)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key));
}

/** A hash of what a call asks for: the same key with another call is a mistake of the client's, not a repetition. */
function fingerprintOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
