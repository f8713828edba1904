import { encodeGlobalId } from '../../../global-id.ts';
import { access } from '../../../graphql/access-rule.ts';
import { builder } from '../../../graphql/builder.ts';
import { READS } from '../../../graphql/cost-rule.ts';
import { joinable } from '../../../graphql/joinable.ts';
import { ConversationRef } from '../conversation-ref.ts';
import type { ConversationsChange } from './watch-conversations.ts';

const ConversationsChangeKind = builder.enumType('ConversationsChangeKind', {
  description: 'What has become of a conversation in the list of its owner.',
  values: {
    ADDED: {
      description:
        'It was begun; or, where changes were missed, it is an older one that was spoken in again. ' +
        'It stands at the top of the list.',
    },
    CHANGED: {
      description:
        'Its title, its settings, or its newest message: a message puts it at the top of the list. ' +
        'It may be an older one, which the client has not read yet.',
    },
    GONE: { description: 'It was deleted, with its messages.' },
  },
});

const ConversationsChangeRef = builder.objectRef<ConversationsChange>('ConversationsChange').implement({
  description: 'A change in the viewer’s list of conversations.',
  fields: (t) => ({
    kind: t.field({
      type: ConversationsChangeKind,
      description: 'What has become of the conversation.',
      resolve: ({ kind }) => kind,
    }),
    // Not `id`: caches know objects by that, and this one is not the conversation.
    conversationId: t.id({
      description: 'The global id of the conversation, also of one that has gone.',
      resolve: ({ id }) => encodeGlobalId('Conversation', id),
    }),
    conversation: t.field({
      type: ConversationRef,
      nullable: true,
      description: 'The conversation as it now is; null when it has gone.',
      resolve: ({ conversation }) => conversation,
    }),
  }),
});

/** An addition that a subscriber hasn't taken yet stays beside a change that follows; of changes the newest counts. */
const keyOf = ({ kind, id }: ConversationsChange) => (kind === 'ADDED' ? `added ${id}` : id);

builder.subscriptionField('conversationsChanged', (t) =>
  t.field({
    type: ConversationsChangeRef,
    description:
      'Changes in the viewer’s list of conversations, made on any device, from now on. What changed while the ' +
      'subscription was cut off is not told: read `conversations` again once it has begun.',
    extensions: { ...joinable<ConversationsChange>(keyOf), cost: READS, ...access('READ') },
    subscribe: (_, __, { conversations, viewer, signal }) => conversations.watchList(viewer.id, signal),
    resolve: (change) => change,
  }),
);
