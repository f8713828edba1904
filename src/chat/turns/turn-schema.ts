import { readId } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { WRITES } from '../../graphql/cost-rule.ts';
import { queueing } from '../../graphql/queueing-rule.ts';
import { JobRef } from '../../jobs/job-ref.ts';
import { ConversationRef } from '../conversations/conversation-ref.ts';
import { MessageRef } from '../messages/message-ref.ts';
import type { Turn } from './turn.ts';

const WhenBusyEnum = builder.enumType('WhenBusy', {
  description: 'What becomes of a message that follows a reply which has not ended.',
  values: {
    QUEUE: {
      description:
        'Its reply waits until that one has ended, however it does, and then has it before its eyes. ' +
        'Up to ten may wait in a conversation.',
    },
    INTERRUPT: {
      description:
        'That reply, and others that it waits for, are stopped and keep what was written; then this one is answered.',
    },
    REJECT: { description: 'It is refused with CONFLICT, and nothing is stored.' },
  },
});

const AttachmentInput = builder.inputType('AttachmentInput', {
  description:
    'A file of a message: PNG, JPEG, GIF or WebP for models that see, or a text in UTF-8. Either `id`, or `name` and ' +
    '`base64`.',
  fields: (t) => ({
    id: t.id({ description: 'Of an upload to `POST /attachments`, or of a file that another message has.' }),
    name: t.string({ description: 'What the user’s system calls it. Folders are left out.' }),
    base64: t.string({ description: 'The content, of a file that is short enough for the request’s body.' }),
  }),
});

const ChatInput = builder.inputType('ChatInput', {
  description: 'A message to LEX.',
  fields: (t) => ({
    message: t.string({ required: true, description: '1 to 32,000 characters.' }),
    voiceMode: t.boolean({
      defaultValue: false,
      description: 'Answer for the ear: short and plain.',
    }),
    conversationId: t.id({ description: 'Left out: a new conversation.' }),
    parentId: t.id({ description: 'Left out: the newest message of the conversation.' }),
    asFirst: t.boolean({
      defaultValue: false,
      description:
        'Begin another branch of the conversation with it, which holds nothing of the others: so its first message ' +
        'is edited. Not together with parentId.',
    }),
    model: t.string({
      description: 'provider/name, one of `models`; left out: the conversation’s, or the server’s default.',
    }),
    idempotencyKey: t.string({
      description:
        'Repeating a call with the same key attaches to the first call’s reply and never starts a second one.',
    }),
    attachments: t.field({
      type: [AttachmentInput],
      description:
        'Files that it has. A model that can’t be given them is refused with BAD_USER_INPUT before it is asked: see ' +
        '`seesImages` of `models`.',
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

const ChatPayload = builder.objectRef<Turn>('ChatPayload').implement({
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

builder.mutationFields((t) => ({
  chat: t.field({
    type: ChatPayload,
    extensions: { cost: WRITES, ...access('CHAT'), ...queueing('adds') },
    description:
      'Says something to LEX. The reply is written in the background: follow it with replyStream, or wait with waitMs.',
    args: { input: t.arg({ type: ChatInput, required: true, description: 'The message.' }) },
    async resolve(_, { input }, { turns, viewer, rates, storage }) {
      await rates.take(viewer, 'chats');
      await storage.take(viewer.id, [input.message, null]);
      return turns.send(viewer.id, {
        ...input,
        conversationId: input.conversationId ? readId('Conversation', input.conversationId) : undefined,
        parentId: input.parentId ? readId('Message', input.parentId) : undefined,
        attachments: input.attachments?.map((each) => ({ ...each, id: each.id && readId('Attachment', each.id) })),
      });
    },
  }),
  editMessage: t.field({
    type: MessageRef,
    extensions: { cost: WRITES, ...access('CHAT') },
    description:
      'Changes what the viewer wrote, while its reply waits to be begun: it keeps its place. ' +
      'CONFLICT once it has begun; send another with the same parentId then, or asFirst where it has none.',
    args: {
      messageId: t.arg.id({ required: true, description: 'Its global id.' }),
      message: t.arg.string({ required: true, description: '1 to 32,000 characters.' }),
    },
    async resolve(_, { messageId, message }, { turns, viewer, storage }) {
      await storage.take(viewer.id, [message]);
      return turns.edit(viewer.id, readId('Message', messageId), message);
    },
  }),
  regenerateReply: t.field({
    type: ChatPayload,
    extensions: { cost: WRITES, ...access('CHAT'), ...queueing('adds') },
    description: 'Write a new sibling of this reply.',
    args: {
      messageId: t.arg.id({ required: true, description: 'The reply’s global id.' }),
      idempotencyKey: t.arg.string({ description: 'As in `chat`.' }),
      model: t.arg.string({ description: 'provider/name, one of `models`; left out: that of the reply.' }),
    },
    async resolve(_, { messageId, ...input }, { turns, viewer, rates, storage }) {
      await rates.take(viewer, 'chats');
      await storage.take(viewer.id, [null]);
      return turns.regenerate(viewer.id, readId('Message', messageId), input);
    },
  }),
}));
