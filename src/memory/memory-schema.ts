// It is long because all that is asked of memories, and all that answers, is described here in words.
import { MessageRef } from '../chat/messages/message-ref.ts';
import { encodeGlobalId, readId } from '../global-id.ts';
import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { CacheRule } from '../graphql/cache-rule.ts';
import { connectionOf, PAGE_COST, readPageRequest } from '../graphql/connection.ts';
import type { Context } from '../graphql/context.ts';
import { CostRule, READS, READS_ROW, ROW, WRITES } from '../graphql/cost-rule.ts';
import { EXCERPT_COST, EXCERPT_LENGTH, excerptOf } from '../graphql/excerpt.ts';
import { MOST_VERSIONS } from './facts/most-versions.ts';
import type { Memory, MemoryVersion } from './memory.ts';
import { MemoryRef, RECALL_COST, RecallHitRef } from './memory-ref.ts';
import { DEFAULT_NAMESPACE } from './store/default-namespace.ts';

const source = {
  type: MessageRef,
  nullable: true,
  description: 'The message it was drawn from, if any.',
  extensions: { cost: READS_ROW },
  resolve: ({ sourceMessageId }: Pick<Memory, 'sourceMessageId'>, _: unknown, { loaders }: Context) =>
    sourceMessageId ? loaders.messageById.load(sourceMessageId) : null,
} as const;

const MemoryVersionRef = builder.objectRef<MemoryVersion>('MemoryVersion').implement({
  description: 'What a memory said before something newer took its place. It is never recalled.',
  fields: (t) => ({
    content: t.exposeString('content', { description: 'What was remembered.' }),
    source: t.field(source),
    replacedAt: t.expose('replacedAt', { type: 'DateTime', description: 'Until when it was remembered.' }),
  }),
});

builder.node(MemoryRef, {
  description: 'Something that LEX was told to keep.',
  extensions: {
    cache: new CacheRule<Memory>({
      tag: 'Memory',
      keepMs: ({ expiresAt }) => expiresAt && Math.max(0, expiresAt.getTime() - Date.now()),
    }),
  },
  id: { resolve: ({ id }) => id, description: 'Its global id.' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'sourceMessageId' in value,
  loadOne: (id, { loaders }) => loaders.memoryById.load(id),
  fields: (t) => ({
    namespace: t.exposeString('namespace', { description: 'Where it is kept; recall looks in one at a time.' }),
    key: t.exposeString('key', {
      description: 'Unique within a namespace: remembering the same key again replaces the memory.',
    }),
    content: t.exposeString('content', { description: 'What is remembered.' }),
    excerpt: t.string({
      description: 'The beginning of what is remembered, for lists; it ends after a whole character.',
      extensions: { cost: EXCERPT_COST },
      args: { characters: t.arg.int(EXCERPT_LENGTH) },
      resolve: ({ content }, { characters }) => excerptOf(content, characters),
    }),
    group: t.string({
      nullable: true,
      description: 'What it is a part of (a conversation’s session, a document), if anything.',
      resolve: ({ group }) => group,
    }),
    tags: t.stringList({ description: 'Words to list it by.', resolve: ({ tags }) => [...tags] }),
    metadata: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Whatever its owner keeps with it.',
      resolve: ({ metadata }) => metadata,
    }),
    source: t.field(source),
    kept: t.exposeBoolean('kept', {
      description:
        'Whether it stays when the conversation it was drawn from is deleted: true for what was asked to be ' +
        'remembered.',
    }),
    history: t.field({
      type: [MemoryVersionRef],
      description: 'What it said before, newest first; up to 50 are kept.',
      extensions: { cost: new CostRule({ own: ROW, size: MOST_VERSIONS }) },
      resolve: ({ id }, _, { loaders }) => loaders.historyByMemory.load(id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When its key was first remembered.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last replaced.' }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is forgotten by itself.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
  }),
});

RecallHitRef.implement({
  description: 'A memory that a text brought back, and why.',
  fields: (t) => ({
    memory: t.field({ type: MemoryRef, description: 'What was brought back.', resolve: ({ memory }) => memory }),
    score: t.exposeFloat('score', { description: 'Higher is better; comparable within one recall only.' }),
    reasons: t.stringList({
      description: 'The words or reasons that made it match.',
      resolve: ({ reasons }) => [...reasons],
    }),
  }),
});

const MemoryInput = builder.inputType('MemoryInput', {
  description: 'Something to keep.',
  fields: (t) => ({
    content: t.string({ required: true, description: '1 to 32,000 characters.' }),
    namespace: t.string({ defaultValue: DEFAULT_NAMESPACE, description: '1 to 100 characters.' }),
    key: t.string({ description: 'Left out: a new one is made. Up to 200 characters.' }),
    group: t.string({
      description:
        'What it is a part of: parts keep the order they were remembered in, and neighbours lift each other in recall.',
    }),
    tags: t.stringList({ description: 'Up to 32, of up to 64 characters.' }),
    metadata: t.field({ type: 'JSON', description: 'A JSON object of up to 16 KiB.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'When to forget it: an instant in the future.' }),
  }),
});

const RememberManyPayload = builder.objectRef<{ readonly ids: readonly string[] }>('RememberManyPayload').implement({
  description: 'What a batch has stored.',
  fields: (t) => ({
    count: t.int({ description: 'How many memories.', resolve: ({ ids }) => ids.length }),
    ids: t.idList({
      description: 'Their global ids, in the order in which they were given.',
      resolve: ({ ids }) => ids.map((id) => encodeGlobalId('Memory', id)),
    }),
  }),
});

const ForgetMemoryPayload = builder.objectRef<Pick<Memory, 'id'>>('ForgetMemoryPayload').implement({
  description: 'What was forgotten.',
  fields: (t) => ({
    deletedMemoryId: t.id({
      description: 'The global id that the memory had, for caches to drop it.',
      resolve: ({ id }) => encodeGlobalId('Memory', id),
    }),
  }),
});

builder.queryFields((t) => {
  const namespace = t.arg.string({ defaultValue: DEFAULT_NAMESPACE, description: 'Where to look.' });
  return {
    memory: t.field({
      type: MemoryRef,
      nullable: true,
      description: 'One memory by its key.',
      extensions: { cache: new CacheRule(), cost: READS, ...access('READ') },
      args: { namespace, key: t.arg.string({ required: true, description: 'Its key.' }) },
      resolve: (_, { namespace, key }, { loaders }) => loaders.memoryByName(namespace ?? DEFAULT_NAMESPACE, key),
    }),
    memories: t.connection({
      type: MemoryRef,
      description: 'The viewer’s memories, newest first.',
      extensions: { cache: new CacheRule(), cost: PAGE_COST, ...access('READ') },
      args: { namespace, tag: t.arg.string({ description: 'Only those with this tag.' }) },
      resolve: async (_, { namespace: given, tag, ...args }, { memory, viewer }) => {
        const filter = { namespace: given ?? DEFAULT_NAMESPACE, tag };
        const page = await memory.list(viewer, { ...filter, page: readPageRequest(args) });
        return connectionOf(
          page,
          ({ number }) => number,
          () => memory.count(viewer, filter),
        );
      },
    }),
    recall: t.field({
      type: [RecallHitRef],
      description: 'What would be recalled for this text, best first.',
      extensions: { cost: RECALL_COST, ...access('READ') },
      args: {
        query: t.arg.string({ required: true, description: '1 to 32,000 characters.' }),
        namespace,
        limit: t.arg.int({ defaultValue: 8, description: '1 to 100.' }),
        tag: t.arg.string({ description: 'Only among those with this tag.' }),
      },
      resolve: (_, { query, limit, tag, ...args }, { memory, viewer }) =>
        memory.recall(viewer, { query, namespace: args.namespace ?? DEFAULT_NAMESPACE, limit: limit ?? 8, tag }),
    }),
  };
});

/** What of a memory takes room. */
function textOf({ content, metadata }: { content: string; metadata?: unknown }): string {
  return metadata == null ? content : content + JSON.stringify(metadata);
}

builder.mutationFields((t) => ({
  remember: t.field({
    type: MemoryRef,
    extensions: { cost: WRITES, ...access('CHAT') },
    description:
      'Keeps a memory; the same key again replaces it. One that was drawn from a conversation so becomes the ' +
      'caller’s own.',
    args: { input: t.arg({ type: MemoryInput, required: true, description: 'What to keep.' }) },
    async resolve(_, { input }, { memory, viewer, storage }) {
      await storage.take(viewer.id, [textOf(input)]);
      return memory.remember(viewer, input);
    },
  }),
  rememberMany: t.field({
    type: RememberManyPayload,
    description: 'All or none, in one transaction: 1 to 10,000 memories.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      input: t.arg({
        type: [MemoryInput],
        required: true,
        description: 'What to keep; of several with one key the last counts.',
      }),
    },
    async resolve(_, { input }, { memory, viewer, storage }) {
      await storage.take(viewer.id, input.map(textOf));
      return { ids: (await memory.rememberMany(viewer, input)).map(({ id }) => id) };
    },
  }),
  keepMemory: t.field({
    type: MemoryRef,
    description: 'Decides whether a memory stays when the conversation it was drawn from is deleted.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      id: t.arg.id({ required: true, description: 'Its global id.' }),
      kept: t.arg.boolean({
        required: true,
        defaultValue: true,
        description: 'False lets it go with its conversation; not for one that has none (any more): forget that.',
      }),
    },
    resolve: (_, { id, kept }, { memory, viewer }) => memory.keep(viewer, readId('Memory', id), kept),
  }),
  forgetMemory: t.field({
    type: ForgetMemoryPayload,
    description: 'Forgets one memory by its id.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    async resolve(_, { id: globalId }, { memory, viewer }) {
      const id = readId('Memory', globalId);
      await memory.forgetById(viewer, id);
      return { id };
    },
  }),
  forget: t.boolean({
    description: 'True if there was such a memory.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      namespace: t.arg.string({ defaultValue: DEFAULT_NAMESPACE, description: 'Where it is kept.' }),
      key: t.arg.string({ required: true, description: 'Its key.' }),
    },
    resolve: (_, { namespace, key }, { memory, viewer }) => memory.forget(viewer, namespace ?? DEFAULT_NAMESPACE, key),
  }),
  forgetAll: t.int({
    description: 'Empties a namespace; answers how many memories it held.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { namespace: t.arg.string({ required: true, description: 'Which one.' }) },
    resolve: (_, { namespace }, { memory, viewer }) => memory.forgetAll(viewer, namespace),
  }),
}));
