import { BadUserInputError } from '../../errors.ts';
import { readId, VIEWER_ID_TYPE } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { CostRule } from '../../graphql/cost-rule.ts';
import { actorOf } from '../audit/audit-entry.ts';
import type { DeletionReceipt } from './user-deletion-service.ts';

/** What must be given, so that nobody deletes everything by mistake. */
const CONFIRMATION = 'delete everything of mine';

/** It takes many statements, as many as the user has of everything. */
const DELETION_COST = new CostRule({ own: 5_000 });

const Receipt = builder.objectRef<DeletionReceipt>('DeletionReceipt').implement({
  description:
    'What a deletion has deleted. After one that was broken off, it counts what was left for the call that ended it.',
  fields: (t) => ({
    conversations: t.exposeInt('conversations', { description: 'How many conversations.' }),
    messages: t.exposeInt('messages', { description: 'How many messages, replies among them.' }),
    memories: t.exposeInt('memories', { description: 'How many memories, expired ones too.' }),
    jobs: t.exposeInt('jobs', { description: 'How many jobs.' }),
    apiKeys: t.exposeInt('apiKeys', { description: 'How many keys, ended ones too.' }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', description: 'When the last of it was deleted.' }),
  }),
});

builder.mutationFields((t) => ({
  deleteMe: t.field({
    type: Receipt,
    description:
      'Deletes the viewer with all that is theirs, for good: conversations, messages, memories, jobs and keys, on ' +
      'all processes. What runs for them is stopped, and their sockets and streams end. Broken off (UNAVAILABLE), it ' +
      'goes on when it is called again. Who comes again with a token of an identity provider is a new user.',
    extensions: { cost: DELETION_COST, ...access('CHAT') },
    args: {
      confirm: t.arg.string({
        required: true,
        description: `Takes "${CONFIRMATION}", so that it isn’t called by mistake.`,
      }),
    },
    resolve(_, { confirm }, { deletion, viewer }) {
      if (confirm === CONFIRMATION) return deletion.delete(viewer.id, actorOf(viewer));
      throw new BadUserInputError(`confirm takes "${CONFIRMATION}", word for word.`);
    },
  }),
  deleteUser: t.field({
    type: Receipt,
    description: 'Deletes a user as `deleteMe` does.',
    extensions: { cost: DELETION_COST, ...access('ADMIN') },
    args: { id: t.arg.id({ required: true, description: 'The global id of the user, as `viewer.id` has it.' }) },
    resolve: (_, { id }, { deletion, viewer }) => deletion.delete(readId(VIEWER_ID_TYPE, id), actorOf(viewer)),
  }),
}));
