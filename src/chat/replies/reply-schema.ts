import { readId } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { READS, WRITES } from '../../graphql/cost-rule.ts';
import { queueing } from '../../graphql/queueing-rule.ts';
import { MessageRef } from '../messages/message-ref.ts';
import type { ReplyEvent } from './stream/reply-event.ts';

/** Stands for the viewer's newest reply; no global id reads like this. */
const NEWEST = 'newest';

const ReplyEventKind = builder.enumType('ReplyEventKind', {
  description: 'What happened to a reply.',
  values: {
    DELTA: { description: 'text is to be appended.' },
    REASONING: {
      description: 'The model thinks to itself: reasoning is to be appended to its thoughts, not to the text.',
    },
    RESTARTED: { description: 'A new attempt began after a failure: discard text and reasoning so far.' },
    AUDIO: {
      description:
        'An audio file is ready: see message.audioUrl. It comes before the end, which is kept back for it for up to ' +
        'a second. Audio that takes longer is told by `conversationUpdated` alone, which tells of all of it.',
    },
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

builder.mutationField('stopReply', (t) =>
  t.field({
    type: MessageRef,
    description: 'Stop a reply that is being written, wherever it runs. What was written so far is kept.',
    extensions: { cost: WRITES, ...access('CHAT'), ...queueing('ends') },
    args: { messageId: t.arg.id({ required: true, description: 'The reply’s global id.' }) },
    resolve: (_, { messageId }, { replies, viewer }) => replies.stop(viewer.id, readId('Message', messageId)),
  }),
);

builder.subscriptionField('replyStream', (t) =>
  t.field({
    type: ReplyEventRef,
    description: 'A reply as it is written, from the start or from a cursor; ends with COMPLETED, STOPPED or FAILED.',
    extensions: { cost: READS, ...access('READ') },
    args: {
      messageId: t.arg.id({
        required: true,
        defaultValue: NEWEST,
        description: 'The reply’s global id; left out: the viewer’s newest reply, as it is when this begins.',
      }),
      after: t.arg.string({
        description: 'The last cursor seen; it needs messageId, for it is a cursor of one reply.',
      }),
    },
    subscribe: (_, { messageId, after }, { replies, viewer, signal }) =>
      messageId === NEWEST
        ? replies.streamNewest(viewer.id, after, signal)
        : replies.stream(viewer.id, readId('Message', messageId), after, signal),
    resolve: (event) => event,
  }),
);
