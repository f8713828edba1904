import { readId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { untilReturned } from '../graphql/until-returned.ts';
import { JobRef } from '../jobs/job-ref.ts';
import type { SentMessage } from './chat-service.ts';
import { ConversationRef } from './conversations/conversation-ref.ts';
import { MessageRef } from './conversations/message-ref.ts';
import type { ReplyEvent } from './replies/reply-stream.ts';

const WhenBusyEnum = builder.enumType('WhenBusy', {
  description: 'What becomes of a message that follows a reply which has not ended.',
  values: {
    QUEUE: {
      description:
        'Its reply waits until that one has ended, however it does, and then has it before its eyes. Up to ten may wait in a conversation.',
    },
    INTERRUPT: {
      description:
        'That reply, and others that it waits for, are stopped and keep what was written; then this one is answered.',
    },
    REJECT: { description: 'It is refused with CONFLICT, and nothing is stored.' },
  },
});

const ChatInput = builder.inputType('ChatInput', {
  description: 'A message to LEX.',
  fields: (t) => ({
    message: t.string({ required: true, description: '1 to 32,000 characters.' }),
    voiceMode: t.boolean({
      defaultValue: false,
      description: 'Answer for the ear: short and plain, with audio made in the background.',
    }),
    conversationId: t.id({ description: 'Left out: a new conversation.' }),
    parentId: t.id({ description: 'Left out: the newest message of the conversation.' }),
    model: t.string({ description: 'provider/name; left out: the server’s default.' }),
    idempotencyKey: t.string({
      description:
        'Repeating a call with the same key attaches to the first call’s reply and never starts a second one.',
    }),
    timeZone: t.string({
      description:
        'Where the user is, as a name of the IANA database such as Europe/Oslo, for what depends on the time.',
    }),
    whenBusy: t.field({
      type: WhenBusyEnum,
      defaultValue: 'QUEUE',
      description: 'What to do when the reply that it follows has not ended. Siblings are written side by side.',
    }),
    waitMs: t.int({
      defaultValue: 0,
      description: 'Wait up to this long for the reply to finish before answering, in milliseconds (0 to 60,000).',
    }),
  }),
});

const ChatPayload = builder.objectRef<SentMessage>('ChatPayload').implement({
  description: 'A message, and the reply to it, which may still be empty.',
  fields: (t) => ({
    conversation: t.field({
      type: ConversationRef,
      description: 'Where they are.',
      resolve: ({ conversation }) => conversation,
    }),
    message: t.field({ type: MessageRef, description: 'What the user wrote.', resolve: ({ message }) => message }),
    reply: t.field({
      type: MessageRef,
      description: 'What LEX writes: follow it with replyStream.',
      resolve: ({ reply }) => reply,
    }),
    job: t.field({ type: JobRef, description: 'The work of writing it.', resolve: ({ job }) => job }),
  }),
});

const ReplyEventKind = builder.enumType('ReplyEventKind', {
  description: 'What happened to a reply.',
  values: {
    DELTA: { description: 'text is to be appended.' },
    REASONING: {
      description: 'The model thinks to itself: reasoning is to be appended to its thoughts, not to the text.',
    },
    RESTARTED: { description: 'A new attempt began after a failure: discard text and reasoning so far.' },
    AUDIO: { description: 'An audio file is ready: see message.audioUrl.' },
    COMPLETED: { description: 'It is whole.' },
    STOPPED: { description: 'It was stopped; what was written stays.' },
    FAILED: { description: 'It could not be finished: see message.error.' },
  },
});

const ReplyEventRef = builder.objectRef<ReplyEvent>('ReplyEvent').implement({
  description: 'A step of a reply that is being written.',
  fields: (t) => ({
    kind: t.field({ type: ReplyEventKind, description: 'What happened.', resolve: ({ kind }) => kind }),
    cursor: t.exposeString('cursor', {
      description: 'Opaque and increasing: pass the last one seen as `after` to go on with no event lost or repeated.',
    }),
    text: t.string({
      nullable: true,
      description: 'What to append, of a DELTA.',
      resolve: (event) => (event.kind === 'DELTA' ? event.text : null),
    }),
    reasoning: t.string({
      nullable: true,
      description: 'What to append to what the model thinks, of a REASONING.',
      resolve: (event) => (event.kind === 'REASONING' ? event.reasoning : null),
    }),
    message: t.field({
      type: MessageRef,
      nullable: true,
      description: 'The message as it now is: on COMPLETED, STOPPED, FAILED and AUDIO.',
      resolve: (event) => ('message' in event ? event.message : null),
    }),
  }),
});

builder.mutationFields((t) => ({
  chat: t.field({
    type: ChatPayload,
    description:
      'Says something to LEX. The reply is written in the background: follow it with replyStream, or wait with waitMs.',
    args: { input: t.arg({ type: ChatInput, required: true, description: 'The message.' }) },
    resolve: (_, { input }, { chat, viewer }) =>
      chat.send(viewer, {
        ...input,
        conversationId: input.conversationId ? readId('Conversation', input.conversationId) : undefined,
        parentId: input.parentId ? readId('Message', input.parentId) : undefined,
      }),
  }),
  editMessage: t.field({
    type: MessageRef,
    description:
      'Changes what the viewer wrote, while its reply waits to be begun: it keeps its place. CONFLICT once it has begun; send another with the same parentId then.',
    args: {
      messageId: t.arg.id({ required: true, description: 'Its global id.' }),
      message: t.arg.string({ required: true, description: '1 to 32,000 characters.' }),
    },
    resolve: (_, { messageId, message }, { chat, viewer }) => chat.edit(viewer, readId('Message', messageId), message),
  }),
  stopReply: t.field({
    type: MessageRef,
    description: 'Stop a reply that is being written, wherever it runs. What was written so far is kept.',
    args: { messageId: t.arg.id({ required: true, description: 'The reply’s global id.' }) },
    resolve: (_, { messageId }, { chat, viewer }) => chat.stop(viewer, readId('Message', messageId)),
  }),
  regenerateReply: t.field({
    type: ChatPayload,
    description: 'Write a new sibling of this reply.',
    args: {
      messageId: t.arg.id({ required: true, description: 'The reply’s global id.' }),
      idempotencyKey: t.arg.string({ description: 'As in `chat`.' }),
    },
    resolve: (_, { messageId, idempotencyKey }, { chat, viewer }) =>
      chat.regenerate(viewer, readId('Message', messageId), idempotencyKey),
  }),
}));

builder.subscriptionField('replyStream', (t) =>
  t.field({
    type: ReplyEventRef,
    description: 'A reply as it is written, from the start or from a cursor; ends with COMPLETED, STOPPED or FAILED.',
    args: {
      messageId: t.arg.id({ required: true, description: 'The reply’s global id.' }),
      after: t.arg.string({ description: 'The last cursor seen.' }),
    },
    subscribe: (_, { messageId, after }, { chat, viewer }) =>
      untilReturned((signal) => chat.streamReply(viewer, readId('Message', messageId), after, signal)),
    resolve: (event) => event,
  }),
);
