import { randomUUID } from 'node:crypto';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import type { App } from '../../../src/app.ts';
import type { Database } from '../../../src/database/database.ts';
import { encodeGlobalId } from '../../../src/global-id.ts';
import { attachFiles, makeDocuments } from './made-files.ts';

/** What a viewer of their own has: of everything that lists hold `count`, the same shape for each count. */
export interface MadeRows {
  readonly viewer: Viewer;
  readonly count: number;
  /** Global ids of `count` conversations; the first has `count` turns and the others one each. */
  readonly conversations: readonly string[];
  /** Global ids of what the replies answer; the first has `count` files attached and the others one each. */
  readonly questions: readonly string[];
  /** Global ids of all replies; the first, the newest of its conversation, made, used and cited `count` memories. */
  readonly replies: readonly string[];
  readonly jobs: readonly string[];
  /** Global ids of the memories that were made from replies; the first has `count` versions and the others one each. */
  readonly memories: readonly string[];
  readonly keys: readonly string[];
  /** Global ids of documents, of which each has one of those memories as its part. */
  readonly documents: readonly string[];
  readonly attachments: readonly string[];
}

/** The memories that were made from replies have the first word as a tag, and one with the second beside them. */
export const WORDS = ['tea', 'cup'] as const;

const ids = (count: number) => Array.from({ length: count }, () => randomUUID());

/** Stores rows for a viewer who has nothing else. */
export async function makeRows(
  { database, memory }: Pick<App, 'database' | 'memory'>,
  count: number,
): Promise<MadeRows> {
  const { prisma } = database;
  const viewer: Viewer = { id: randomUUID(), name: 'Somebody', role: 'USER' };
  await prisma.user.create({ data: viewer });
  // Users are in one list, whoever asks.
  await prisma.user.createMany({ data: ids(count).map((id) => ({ id, name: 'Somebody else' })) });
  const owned = { ownerId: viewer.id };
  const conversations = ids(count);
  await prisma.conversation.createMany({
    data: conversations.map((id) => ({ id, ...owned, title: 'Tea', titled: true, systemPrompt: 'Be kind.' })),
  });
  // The first reply is stored last, so that it is the newest of its conversation.
  const [first = '', ...others] = conversations;
  const turns = [...Array<string>(count).fill(first), ...others].map((conversationId) => {
    return { conversationId, question: randomUUID(), reply: randomUUID() };
  });
  const stored = [...turns].reverse();
  await prisma.message.createMany({
    data: stored.map(({ conversationId, question: id }) => {
      const attachmentCount = id === turns[0]?.question ? count : 1;
      return { id, conversationId, attachmentCount, ...owned, ...QUESTION };
    }),
  });
  const memories = await makeMemories({ database, memory }, viewer, { count, turns });
  await prisma.message.createMany({
    data: stored.map(({ conversationId, question: parentId, reply: id }) => {
      const used = usedBy(memories, id);
      const recalled = used.map((memoryId) => ({ memoryId, score: 1, reasons: ['tea'] }));
      const citations = used.map((memoryId, index) => ({ number: index + 1, memoryId, start: 0, end: 3 }));
      return { id, parentId, conversationId, ...owned, ...REPLY, recalled, citations };
    }),
  });
  // Each question is found by one word.
  await prisma.$executeRaw`
    INSERT INTO "MessageWords"
    SELECT "id", "ownerId", "conversationId", "number", "createdAt", 'test',
      "placedWords"("ownerId", "conversationId", "number", ('''' || "ownerPrefix"("ownerId") || 'tea'':4A')::tsvector)
    FROM "Message" WHERE "ownerId" = ${viewer.id}::uuid AND "role" = 'USER'`;
  await linkMemories(database, memories, count);
  const jobs = turns.map(({ conversationId, reply: messageId }) => {
    return { id: randomUUID(), conversationId, messageId, ...owned, ...JOB };
  });
  await prisma.job.createMany({ data: jobs });
  const documents = await makeDocuments(database, viewer.id, { memories, jobs });
  const questions = turns.map(({ question }) => question);
  const attachments = await attachFiles(database, viewer.id, { messages: questions, count });
  return {
    viewer,
    count,
    conversations: conversations.map((id) => encodeGlobalId('Conversation', id)),
    questions: questions.map((id) => encodeGlobalId('Message', id)),
    replies: turns.map(({ reply }) => encodeGlobalId('Message', reply)),
    jobs: jobs.map(({ id }) => encodeGlobalId('Job', id)),
    memories: memories.map(({ id }) => encodeGlobalId('Memory', id)),
    keys: memories.map(({ key }) => key),
    documents: documents.map((id) => encodeGlobalId('Document', id)),
    attachments: attachments.map((id) => encodeGlobalId('Attachment', id)),
  };
}

const QUESTION = { role: 'USER', state: 'COMPLETED', content: 'How is the tea?' } as const;
const REPLY = {
  role: 'ASSISTANT',
  state: 'COMPLETED',
  content: 'It is hot.',
  model: 'local/lex',
  finishReason: 'STOP',
  attempt: 1,
  context: {
    turnsSent: 1,
    turnsSummarized: 0,
    turnsLeftOut: 0,
    memoriesSent: 1,
    charactersLeftOut: 0,
    tokens: 10,
    limitTokens: 100,
  },
} as const;
const JOB = { kind: 'REPLY', state: 'COMPLETED', progress: 100, attempts: 1, input: {}, result: {} } as const;

export interface MadeMemory {
  readonly id: string;
  readonly key: string;
  /** The reply from which it was made, and for which it was recalled. */
  readonly reply: string;
}

function usedBy(memories: readonly MadeMemory[], reply: string): string[] {
  return memories.filter((memory) => memory.reply === reply).map(({ id }) => id);
}

/** Of the first reply as many as are counted, of the others one each; and beside each in its group another one. */
async function makeMemories(
  { memory }: Pick<App, 'database' | 'memory'>,
  viewer: Viewer,
  { count, turns }: { count: number; turns: readonly { readonly reply: string }[] },
): Promise<MadeMemory[]> {
  const [first = { reply: '' }, ...others] = turns;
  const replies = [...Array<string>(count).fill(first.reply), ...others.map(({ reply }) => reply)];
  const stored = await memory.rememberMany(
    viewer,
    // Those that are listed are the newest.
    [...WORDS].reverse().flatMap((word) =>
      replies.map((_, index) => {
        return { content: `${word} ${index}`, key: `${word} ${index}`, group: `table ${index}`, tags: [word] };
      }),
    ),
  );
  return replies.map((reply, index) => {
    return { id: stored[replies.length + index]?.id ?? '', key: `${WORDS[0]} ${index}`, reply };
  });
}

/** Says of memories from which replies they were made, and what they said before. */
async function linkMemories(
  { prisma }: Pick<Database, 'prisma'>,
  memories: readonly MadeMemory[],
  count: number,
): Promise<void> {
  const version = ({ id, reply }: MadeMemory) => ({ memoryId: id, sourceMessageId: reply, content: 'It was coffee.' });
  await prisma.memoryVersion.createMany({
    data: memories.flatMap((memory, index) => Array.from({ length: index === 0 ? count : 1 }, () => version(memory))),
  });
  await prisma.$executeRaw`
    UPDATE "Memory" m SET "sourceMessageId" = x."reply"::uuid
    FROM json_to_recordset(${JSON.stringify(memories)}::json) AS x("id" uuid, "reply" uuid) WHERE m."id" = x."id"`;
}
