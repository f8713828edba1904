import { encodeGlobalId, readId } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { CacheRule } from '../../graphql/cache-rule.ts';
import { connectionOf, PAGE_COST, readPageRequest } from '../../graphql/connection.ts';
import { READS, READS_ROW, WRITES } from '../../graphql/cost-rule.ts';
import { joinable } from '../../graphql/joinable.ts';
import { JobRef } from '../../jobs/job-ref.ts';
import type { ForgottenMemories } from '../../memory/memory.ts';
import { type Message, replyEnd } from '../messages/message.ts';
import { MessageRef } from '../messages/message-ref.ts';
import { FoundMessageRef } from '../search/found-message-ref.ts';
import { ConversationRef } from './conversation-ref.ts';

builder.node(ConversationRef, {
  description: 'A conversation with LEX.',
  extensions: { cache: new CacheRule({ tag: 'Conversation' }) },
  id: { resolve: ({ id }) => id, description: 'Its global id.' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'activity' in value,
  loadOne: (id, { loaders }) => loaders.conversationById.load(id),
  fields: (t) => ({
    title: t.exposeString('title', { description: 'Given, or made from the first turn.' }),
    archived: t.exposeBoolean('archived', { description: 'Whether it is put away.' }),
    systemPrompt: t.exposeString('systemPrompt', {
      nullable: true,
      description: 'What LEX is told before everything else in it.',
    }),
    model: t.exposeString('model', {
      nullable: true,
      description: 'The model that answers where a message names none; null: the server’s default.',
    }),
    drawsMemories: t.exposeBoolean('drawsMemories', {
      description:
        'Whether LEX remembers facts from what is said in it without being asked, if the viewer’s own switch is on.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    messages: t.connection({
      type: MessageRef,
      description: 'All its messages, of every branch, oldest first.',
      extensions: { cost: PAGE_COST },
      resolve: async ({ id }, args, { loaders }) =>
        connectionOf(
          await loaders.messagesByConversation(readPageRequest(args)).load(id),
          ({ number }) => number,
          () => loaders.messageCountByConversation.load(id),
        ),
    }),
    lastMessage: t.field({
      type: MessageRef,
      nullable: true,
      description: 'Its newest message.',
      extensions: { cost: READS_ROW },
      resolve: ({ id }, _, { loaders }) => loaders.lastMessageByConversation.load(id),
    }),
    unread: t.boolean({
      description: 'Whether its newest message is a reply that has ended and was not marked as read: see `markRead`.',
      extensions: { cost: READS_ROW },
      async resolve({ id, readTo }, _, { loaders }) {
        const newest = await loaders.lastMessageByConversation.load(id);
        return newest?.role === 'ASSISTANT' && replyEnd(newest) !== undefined && newest.number > readTo;
      },
    }),
  }),
});

builder.queryFields((t) => ({
  conversation: t.field({
    type: ConversationRef,
    nullable: true,
    description: 'One of the viewer’s conversations.',
    extensions: { cache: new CacheRule(), cost: READS, ...access('READ') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    resolve: (_, { id }, { loaders }) => loaders.conversationById.load(readId('Conversation', id)),
  }),
  conversations: t.connection(
    {
      type: ConversationRef,
      description: 'The viewer’s conversations, the last spoken in first.',
      extensions: { cache: new CacheRule(), cost: PAGE_COST, ...access('READ') },
      args: {
        search: t.arg.string({
          description:
            'Parts of words that the title holds, or words that one message holds, in any case, with or without ' +
            'their accents; "words in quotes" side by side, and a minus before what is not wanted. Of more than 500 ' +
            'messages with the words the newest count.',
        }),
        archived: t.arg.boolean({ defaultValue: false, description: 'Those put away, or the others; null for both.' }),
      },
      async resolve(_, { search, archived, ...args }, { conversations, viewer }) {
        const page = await conversations.list(viewer.id, { search, archived, page: readPageRequest(args) });
        const connection = connectionOf(
          page,
          ({ activity }) => activity,
          () => conversations.count(viewer.id, { search, archived }),
        );
        return { ...connection, edges: connection.edges.map((edge) => ({ ...edge, said: page.said })) };
      },
    },
    {},
    {
      fields: (edge) => ({
        found: edge.field({
          type: FoundMessageRef,
          nullable: true,
          description:
            'The newest message that has the words; null when only the title has them, or nothing is searched for.',
          extensions: { cost: READS_ROW },
          async resolve({ node, said }, _, { loaders }) {
            const id = said?.messageIds.get(node.id);
            const message = id === undefined ? null : await loaders.messageById.load(id);
            return said && message ? { message, search: said.search } : null;
          },
        }),
      }),
    },
  ),
}));

interface RemovedConversation {
  readonly id: string;
  readonly memories: ForgottenMemories;
}

const RemoveConversationPayload = builder.objectRef<RemovedConversation>('RemoveConversationPayload').implement({
  description: 'What went with a conversation, for caches to drop it.',
  fields: (t) => ({
    deletedConversationId: t.id({
      description: 'The global id that the conversation had.',
      resolve: ({ id }) => encodeGlobalId('Conversation', id),
    }),
    deletedMemoryIds: t.idList({
      description: 'The global ids of the memories that went with it; of more than 1,000, that many of them.',
      resolve: ({ memories }) => memories.ids.map((id) => encodeGlobalId('Memory', id)),
    }),
    deletedMemoryCount: t.int({
      description: 'How many memories went with it.',
      resolve: ({ memories }) => memories.count,
    }),
  }),
});

builder.mutationFields((t) => ({
  createConversation: t.field({
    type: ConversationRef,
    description: 'Begins an empty conversation; `chat` begins one by itself.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      title: t.arg.string({ description: '1 to 200 characters; left out: made from the first turn.' }),
      systemPrompt: t.arg.string({ description: 'What LEX is told before everything else, up to 32,000 characters.' }),
      model: t.arg.string({ description: 'provider/name, one of `models`: what answers where a message names none.' }),
      drawsMemories: t.arg.boolean({
        description: 'Whether LEX remembers facts from it without being asked; left out: it does.',
      }),
    },
    async resolve(_, input, { conversations, viewer, storage }) {
      await storage.take(viewer.id, [input.systemPrompt]);
      return conversations.create(viewer.id, input);
    },
  }),
  updateConversation: t.field({
    type: ConversationRef,
    description: 'Changes what is given.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      id: t.arg.id({ required: true, description: 'Its global id.' }),
      title: t.arg.string({ description: '1 to 200 characters.' }),
      archived: t.arg.boolean({ description: 'Puts it away, or takes it back.' }),
      systemPrompt: t.arg.string({ description: 'Null takes it away.' }),
      model: t.arg.string({
        description: 'provider/name, one of `models`: what answers where a message names none. Null takes it away.',
      }),
      drawsMemories: t.arg.boolean({
        description: 'Whether LEX remembers facts from it without being asked. What it knows already stays.',
      }),
    },
    async resolve(_, { id, ...change }, { conversations, viewer, storage }) {
      if (change.systemPrompt) await storage.take(viewer.id, [change.systemPrompt]);
      return conversations.update(viewer.id, readId('Conversation', id), change);
    },
  }),
  deleteConversation: t.boolean({
    extensions: { cost: WRITES, ...access('CHAT') },
    description:
      'Deletes it with its messages and reply logs, and with the memories drawn from it that aren’t kept; ' +
      'a reply still being written is stopped first.',
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    async resolve(_, { id }, { conversations, viewer }) {
      await conversations.delete(viewer.id, readId('Conversation', id));
      return true;
    },
  }),
  removeConversation: t.field({
    type: RemoveConversationPayload,
    description: 'Deletes it as `deleteConversation` does, and answers with what has gone.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    async resolve(_, { id: globalId }, { conversations, viewer }) {
      const id = readId('Conversation', globalId);
      return { id, memories: await conversations.delete(viewer.id, id) };
    },
  }),
  summarizeConversation: t.field({
    type: JobRef,
    description: 'Sums up a conversation in the background; the job’s result holds the summary.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { conversationId: t.arg.id({ required: true, description: 'Its global id.' }) },
    async resolve(_, { conversationId }, { conversations, viewer, rates }) {
      await rates.take(viewer, 'jobs');
      return conversations.summarize(viewer.id, readId('Conversation', conversationId));
    },
  }),
}));

builder.mutationField('markRead', (t) =>
  t.field({
    type: ConversationRef,
    description: 'Marks a conversation as read up to a message, on all of the viewer’s devices.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      conversationId: t.arg.id({ required: true, description: 'Its global id.' }),
      messageId: t.arg.id({ required: true, description: 'The global id of the newest message that was read.' }),
    },
    resolve: (_, { conversationId, messageId }, { conversations, viewer }) =>
      conversations.markRead(viewer.id, readId('Conversation', conversationId), readId('Message', messageId)),
  }),
);

builder.subscriptionField('conversationUpdated', (t) =>
  t.field({
    type: MessageRef,
    description: 'Messages added to or changed in a conversation, on any device; ends when it is deleted.',
    extensions: { ...joinable<Message>(({ id }) => id), cost: READS, ...access('READ') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    subscribe: (_, { id }, { conversations, viewer, signal }) =>
      conversations.watch(viewer.id, readId('Conversation', id), signal),
    resolve: (message) => message,
  }),
);
