import { randomUUID } from 'node:crypto';
import type { App } from '../../../src/app.ts';
import { ingestDocumentTask } from '../../../src/documents/ingest-document-task.ts';
import { decodeGlobalId, encodeGlobalId, VIEWER_ID_TYPE } from '../../../src/global-id.ts';
import { type MadeRows, WORDS } from './made-rows.ts';

/** What an operation is run with. */
export interface OperationInput {
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of a subscription that tells of changes: what makes one. */
  readonly change?: () => Promise<unknown>;
}

type Prepare = (rows: MadeRows, app: App) => OperationInput | Promise<OperationInput>;

const given = (variables: OperationInput['variables']): OperationInput => ({ variables });
const uuid = (globalId: string | undefined) => decodeGlobalId(globalId ?? '').id;
const conversation = ({ conversations: [id] }: MadeRows) => given({ id });
const none: Prepare = () => given({});

/** A turn whose reply waits, since nothing runs jobs. */
const waitingTurn = ({ viewer, conversations }: MadeRows, { turns }: App) =>
  turns.send(viewer.id, { conversationId: uuid(conversations[0]), message: 'And the cup?' });
const waitingReply: Prepare = async (rows, app) => {
  const { reply } = await waitingTurn(rows, app);
  return given({ messageId: encodeGlobalId('Message', reply.id) });
};
const waitingJob = ({ viewer, conversations }: MadeRows, app: App) =>
  app.conversations.summarize(viewer.id, uuid(conversations[0]));
/** A document that waits to be read. */
const waitingDocument = async ({ viewer }: MadeRows, { documents }: App) => {
  const contentBase64 = Buffer.from('tea is hot').toString('base64');
  const { input } = await documents.ingest(viewer, { name: 'tea.txt', contentBase64, mimeType: 'text/plain' });
  return encodeGlobalId('Document', ingestDocumentTask.input.parse(input).documentId);
};
const recalled = ({ count }: MadeRows) => given({ query: WORDS.join(' '), limit: count, tag: WORDS[0] });

/** What each operation of schema/operations is run with, by its name: rows that are there, as many as are counted. */
export const OPERATION_INPUTS: Readonly<Record<string, Prepare>> = {
  Chat: ({ conversations: [conversationId] }) => given({ input: { message: 'And the cup?', conversationId } }),
  StopReply: waitingReply,
  // The offline model takes no files.
  RegenerateReply: async ({ replies: [messageId], questions: [question] }, { database: { prisma } }) => {
    const id = uuid(question);
    await prisma.messageAttachment.deleteMany({ where: { messageId: id } });
    await prisma.message.update({ where: { id }, data: { attachmentCount: 0 } });
    return given({ messageId });
  },
  EditMessage: async (rows, app) => {
    const { message } = await waitingTurn(rows, app);
    return given({ messageId: encodeGlobalId('Message', message.id), message: 'And the pot?' });
  },
  Conversations: ({ count: first }) => given({ first, search: 'tea', archived: false }),
  // In quotes: where a page isn't full, what begins as a word does is looked for, too.
  SearchMessages: ({ count: first }) => given({ query: '"tea"', first }),
  Conversation: ({ conversations: [id], count: last }) => given({ id, last }),
  CreateConversation: () => given({ title: 'Coffee' }),
  UpdateConversation: ({ conversations: [id] }) => given({ id, title: 'Coffee' }),
  MarkRead: ({ conversations: [conversationId], replies: [messageId] }) => given({ conversationId, messageId }),
  DeleteConversation: conversation,
  RemoveConversation: conversation,
  ConversationsChanged: (rows, app) => ({ variables: {}, change: () => waitingTurn(rows, app) }),
  SummarizeConversation: ({ conversations: [conversationId] }) => given({ conversationId }),
  ConversationUpdated: (rows, app) => ({
    ...conversation(rows),
    change: () => waitingTurn(rows, app),
  }),
  Message: ({ replies: [id] }) => given({ id }),
  MessageAttachments: ({ questions: [id] }) => given({ id }),
  ReplyStream: ({ replies: [messageId] }) => given({ messageId }),
  Job: ({ jobs: [id] }) => given({ id }),
  Jobs: ({ count: first }) => given({ first, kind: 'REPLY', state: 'COMPLETED' }),
  CancelJob: async (rows, app) => given({ id: encodeGlobalId('Job', (await waitingJob(rows, app)).id) }),
  RetryJob: async (rows, app) => {
    const { id } = await waitingJob(rows, app);
    await app.jobs.cancel(rows.viewer.id, id);
    return given({ id: encodeGlobalId('Job', id) });
  },
  ApiKeys: async ({ viewer, count }, { apiKeys }) => {
    for (let made = 0; made < count; made++) await apiKeys.createFor(viewer, { name: `Script ${made}` });
    return given({});
  },
  CreateApiKey: () => given({ name: 'A script' }),
  RevokeApiKey: async ({ viewer }, { apiKeys }) =>
    given({ id: encodeGlobalId('ApiKey', (await apiKeys.createFor(viewer, { name: 'A script' })).apiKey.id) }),
  JobProgress: ({ jobs: [id] }) => given({ id }),
  JobUpdated: (rows, app) => ({ variables: {}, change: () => waitingJob(rows, app) }),
  Remember: () => given({ input: { content: 'tea is hot', key: 'hot' } }),
  RememberMany: ({ count }) =>
    given({ input: Array.from({ length: count }, (_, index) => ({ content: `tea ${index} is hot` })) }),
  Forget: ({ keys: [key] }) => given({ key }),
  ForgetMemory: ({ memories: [id] }) => given({ id }),
  ForgetAll: () => given({ namespace: 'default' }),
  KeepMemory: ({ memories: [id] }) => given({ id, kept: false }),
  RebuildMemory: none,
  CheckMemory: none,
  CheckUserMemory: none,
  ExportData: none,
  ImportConversations: () => given({ input: { name: 'archive.zip', bytes: 10 } }),
  IngestDocument: () =>
    given({ name: 'tea.txt', contentBase64: Buffer.from('tea is hot').toString('base64'), mimeType: 'text/plain' }),
  IngestUpload: () => given({ input: { name: 'tea.pdf', bytes: 1_000 } }),
  Documents: ({ count: first }) => given({ first }),
  Document: ({ documents: [id] }) => given({ id }),
  DeleteDocument: async (rows, app) => given({ id: await waitingDocument(rows, app) }),
  Citations: ({ replies: [messageId] }) => given({ messageId }),
  MemoryHistory: ({ memories: [id] }) => given({ id }),
  Memory: ({ keys: [key] }) => given({ key }),
  Memories: ({ count: first }) => given({ first, tag: WORDS[0] }),
  MemoryNamespaces: async ({ viewer, count }, { memory }) => {
    const inputs = Array.from({ length: count }, (_, made) => ({ content: 'tea', namespace: `shelf ${made}` }));
    await memory.rememberMany(viewer, inputs);
    return given({});
  },
  Recall: recalled,
  ExplainRecall: recalled,
  Status: none,
  StatusChanged: none,
  Viewer: none,
  ViewerSettings: none,
  Usage: async ({ viewer, count }, { database }) => {
    const used = {
      ownerId: viewer.id,
      day: new Date(),
      use: 'REPLY',
      calls: 1,
      inputTokens: 12,
      outputTokens: 3,
    } as const;
    const data = Array.from({ length: count }, (_, made) => ({ ...used, model: `compatible/${made}` }));
    await database.prisma.tokenUsage.createMany({ data });
    return given({});
  },
  Models: none,
  UserJobs: ({ count: first }) => given({ first, kind: 'REPLY', state: 'COMPLETED' }),
  RetryUserJob: async (rows, app) => {
    const { id } = await waitingJob(rows, app);
    await app.jobs.cancel(rows.viewer.id, id);
    return given({ id: encodeGlobalId('Job', id) });
  },
  Schedules: none,
  Users: ({ count: first }) => given({ first }),
  UpdateUser: ({ viewer }) => given({ id: encodeGlobalId(VIEWER_ID_TYPE, viewer.id), allowedDailyTokens: 1_000 }),
  DisconnectUser: ({ viewer }) => given({ id: encodeGlobalId(VIEWER_ID_TYPE, viewer.id) }),
  // As many statements as there are parts of what a user has, again and again until nothing is left.
  DeleteUser: async (_, { database }) => {
    const id = randomUUID();
    await database.prisma.user.create({ data: { id, name: 'Somebody' } });
    return given({ id: encodeGlobalId(VIEWER_ID_TYPE, id) });
  },
  UpdateViewer: () => given({ drawsMemories: false }),
};
