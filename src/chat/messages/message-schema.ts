import { NotFoundError } from '../../errors.ts';
import { encodeGlobalId, readId } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { CacheRule } from '../../graphql/cache-rule.ts';
import type { Loaders } from '../../graphql/context.ts';
import { CostRule, READS, READS_ROW, ROW } from '../../graphql/cost-rule.ts';
import { EXCERPT_COST, EXCERPT_LENGTH, excerptOf } from '../../graphql/excerpt.ts';
import { JobRef } from '../../jobs/job-ref.ts';
import type { RecallHit } from '../../memory/memory.ts';
import { MemoryRef, RecallHitRef } from '../../memory/memory-ref.ts';
import { ConversationRef } from '../conversations/conversation-ref.ts';
import { type PromptContext, readPromptContext } from '../prompt/prompt-context.ts';
import { readRecalled } from '../prompt/recalled-memories.ts';
import { type Message, replyEnd } from './message.ts';
import { MessageRef } from './message-ref.ts';

const MessageRole = builder.enumType('MessageRole', {
  description: 'Who says a message.',
  values: {
    USER: { description: 'The user.' },
    ASSISTANT: { description: 'LEX.' },
    SYSTEM: { description: 'Whoever runs the server.' },
    TOOL: { description: 'A tool that LEX used.' },
  },
});

const MessageState = builder.enumType('MessageState', {
  description: 'How far a message is.',
  values: {
    PENDING: { description: 'Its job has yet to begin.' },
    STREAMING: { description: 'It is being written.' },
    COMPLETED: { description: 'It is whole.' },
    STOPPED: { description: 'Its reader stopped it; what was written is kept.' },
    FAILED: { description: 'It could not be finished: see error. What was written is kept.' },
  },
});

const FinishReason = builder.enumType('FinishReason', {
  description: 'Why a model ended its answer.',
  values: {
    STOP: { description: 'It had said all.' },
    LENGTH: { description: 'It had no tokens left: the answer is cut off.' },
    FILTERED: { description: 'It was kept from going on because of the content.' },
  },
});

/** A reply is given about as many memories as `recall` answers with. */
const RECALLED_COST = new CostRule({ own: ROW, size: 8 });
/** Up to 8 facts are taken from a message, besides what it asks to remember. */
const MADE_COST = new CostRule({ own: ROW, size: 10 });

const PromptContextRef = builder.objectRef<PromptContext>('PromptContext').implement({
  description: 'How much of its conversation, and of what was recalled, the model of a reply was given.',
  fields: (t) => ({
    turnsSent: t.exposeInt('turnsSent', { description: 'Turns it was given as they stand, the question among them.' }),
    turnsSummarized: t.exposeInt('turnsSummarized', { description: 'Older turns for which a summary stood.' }),
    turnsLeftOut: t.exposeInt('turnsLeftOut', {
      description: 'Older turns of which it was given nothing: neither they nor a summary of them.',
    }),
    memoriesSent: t.exposeInt('memoriesSent', { description: 'Memories it was given, whole or shortened.' }),
    charactersLeftOut: t.exposeInt('charactersLeftOut', {
      description:
        'Characters that had no room, of the instructions and the system prompt, and of the turns, the summary and ' +
        'the memories it was given: each is marked with a note.',
    }),
    tokens: t.exposeInt('tokens', { description: 'About how many tokens all of that had.' }),
    limitTokens: t.exposeInt('limitTokens', {
      description: 'How many tokens the prompt and the answer were taken to have room for together.',
    }),
  }),
});

builder.node(MessageRef, {
  description: 'A turn of a conversation.',
  // What is being written grows with each word, and nobody names these changes.
  extensions: { cache: new CacheRule<Message>({ tag: 'Message', keepMs: (it) => (replyEnd(it) ? undefined : 0) }) },
  id: { resolve: ({ id }) => id, description: 'Its global id.' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'recalled' in value,
  loadOne: (id, { loaders }) => loaders.messageById.load(id),
  fields: (t) => ({
    conversation: t.field({
      type: ConversationRef,
      description: 'What it is a part of.',
      extensions: { cost: READS_ROW },
      resolve: async ({ conversationId }, _, { loaders }) =>
        present(await loaders.conversationById.load(conversationId)),
    }),
    parent: t.field({
      type: MessageRef,
      nullable: true,
      description: 'The message this one follows; siblings share a parent, so edits and regenerations branch.',
      extensions: { cost: READS_ROW },
      resolve: ({ parentId }, _, { loaders }) => (parentId ? loaders.messageById.load(parentId) : null),
    }),
    role: t.field({ type: MessageRole, description: 'Who says it.', resolve: ({ role }) => role }),
    state: t.field({ type: MessageState, description: 'How far it is.', resolve: ({ state }) => state }),
    content: t.string({
      description: 'The text so far: it grows while the state is STREAMING.',
      resolve: (message, _, { messages }) => messages.contentOf(message),
    }),
    reasoning: t.string({
      nullable: true,
      description:
        'What the model thought to itself before and between the parts of its answer, so far: it grows as content ' +
        'does, and is no part of it. Null when the model told nothing of that.',
      resolve: (message, _, { messages }) => messages.reasoningOf(message),
    }),
    voiceMode: t.exposeBoolean('voiceMode', { description: 'Whether it is written for the ear.' }),
    model: t.exposeString('model', { nullable: true, description: 'The model that writes it, as provider/name.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why it failed, in words a user can act on.' }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'Why it failed, as the `code` that errors of requests have, such as BUDGET_EXCEEDED.',
    }),
    inputTokens: t.exposeInt('inputTokens', {
      nullable: true,
      description: 'Tokens the model read, where it counts them.',
    }),
    outputTokens: t.exposeInt('outputTokens', {
      nullable: true,
      description: 'Tokens the model wrote, where it counts them.',
    }),
    finishReason: t.field({
      type: FinishReason,
      nullable: true,
      description: 'Why the model ended the reply; null while it is written, and of one that the model didn’t end.',
      resolve: ({ finishReason }) => finishReason,
    }),
    context: t.field({
      type: PromptContextRef,
      nullable: true,
      description:
        'How much of the conversation the model of a reply was given; null while it is written, and of one that was ' +
        'never asked for.',
      resolve: ({ context }) => readPromptContext(context),
    }),
    memoriesUsed: t.field({
      type: [RecallHitRef],
      description:
        'What was recalled to write this message, best first: each with why. Memories forgotten since are left out.',
      extensions: { cost: RECALLED_COST },
      resolve: ({ recalled }, _, { loaders }) => memoriesIn(recalled, loaders),
    }),
    memoriesMade: t.field({
      type: [MemoryRef],
      description: 'What was remembered from this message.',
      extensions: { cost: MADE_COST },
      resolve: ({ id }, _, { loaders }) => loaders.memoriesBySourceMessage.load(id),
    }),
    job: t.field({
      type: JobRef,
      nullable: true,
      description:
        'The job that writes this message; null for messages a user wrote, and LEX_JOB_DAYS after it has ended.',
      extensions: { cost: READS_ROW },
      resolve: ({ id, role }, _, { loaders }) => (role === 'ASSISTANT' ? loaders.jobByMessage.load(id) : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was sent, or asked for.' }),
  }),
});

builder.objectField(MessageRef, 'excerpt', (t) =>
  t.string({
    description: 'The beginning of the text so far, for lists; it ends after a whole character.',
    extensions: { cost: EXCERPT_COST },
    args: { characters: t.arg.int(EXCERPT_LENGTH) },
    resolve: async (message, { characters }, { messages }) => excerptOf(await messages.contentOf(message), characters),
  }),
);

builder.objectField(MessageRef, 'siblingIds', (t) =>
  t.idList({
    description:
      'The global ids of the messages that share its parent, itself among them, oldest first: what one switches ' +
      'between where the conversation branches. First messages are siblings of each other. Of more than 100, the ' +
      'newest, and itself.',
    extensions: { cost: READS_ROW },
    resolve: async (message, _, { loaders }) =>
      (await loaders.siblingIdsByMessage.load(message)).map((id) => encodeGlobalId('Message', id)),
  }),
);

builder.queryField('message', (t) =>
  t.field({
    type: MessageRef,
    nullable: true,
    description: 'One message of the viewer’s conversations.',
    extensions: { cache: new CacheRule(), cost: READS, ...access('READ') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    resolve: (_, { id }, { loaders }) => loaders.messageById.load(readId('Message', id)),
  }),
);

/** What was recalled, as far as it is still remembered. */
async function memoriesIn(recalled: Message['recalled'], { memoryById }: Loaders): Promise<RecallHit[]> {
  const refs = readRecalled(recalled);
  const memories = await Promise.all(refs.map(({ memoryId }) => memoryById.load(memoryId)));
  return refs.flatMap(({ score, reasons }, index) => {
    const memory = memories[index];
    return memory ? [{ memory, score, reasons }] : [];
  });
}

/** A foreign key holds in the database, so a null here means that the row was deleted between two reads. */
function present<T>(value: T | null): T {
  if (value === null) throw new NotFoundError('conversation');
  return value;
}
