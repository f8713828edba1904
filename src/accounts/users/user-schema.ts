import { encodeGlobalId, readId, VIEWER_ID_TYPE } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { NOT_KEPT } from '../../graphql/cache-rule.ts';
import { connectionOf, PAGE_COST, readPageRequest } from '../../graphql/connection.ts';
import { COUNTS, MEASURES, READS_ROW, WRITES } from '../../graphql/cost-rule.ts';
import { RoleEnum } from '../role-ref.ts';
import type { User } from './user.ts';

const UserRef = builder.objectRef<User>('User').implement({
  description: 'A user, as administrators see them: nothing of what they wrote.',
  extensions: { cache: NOT_KEPT },
  fields: (t) => ({
    // Not `id`: caches know objects by that, and would take the viewer for this one.
    userId: t.id({
      description: 'Their global id, as their own `viewer.id` has it.',
      resolve: ({ id }) => encodeGlobalId(VIEWER_ID_TYPE, id),
    }),
    name: t.exposeString('name', { description: 'What they are called.' }),
    role: t.field({ type: RoleEnum, description: 'What they may do.', resolve: ({ role }) => role }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they were made.' }),
    conversations: t.int({
      description: 'How many conversations they have.',
      extensions: { cost: COUNTS },
      resolve: ({ id }, _, { loaders }) => loaders.conversationCountByUser.load(id),
    }),
    messages: t.int({
      description: 'How many messages they have, replies among them.',
      extensions: { cost: COUNTS },
      resolve: ({ id }, _, { loaders }) => loaders.messageCountByUser.load(id),
    }),
    memories: t.int({
      description: 'How many memories they have, expired ones too.',
      extensions: { cost: COUNTS },
      resolve: ({ id }, _, { loaders }) => loaders.memoryCountByUser.load(id),
    }),
    storedBytes: t.float({
      description:
        'What they have stored, in bytes, as `stored` has it. To measure it every row of theirs is read, which costs ' +
        '1,000 points for each user.',
      extensions: { cost: MEASURES },
      resolve: ({ id }, _, { loaders }) => loaders.storedBytesByUser.load(id),
    }),
    tokensToday: t.float({
      description: 'What is gone of their tokens of today, a day of UTC: used, or reserved by calls that run.',
      extensions: { cost: READS_ROW },
      resolve: ({ id }, _, { loaders }) => loaders.tokensTodayByUser.load(id),
    }),
    dailyTokenLimit: t.exposeInt('dailyTokenLimit', {
      nullable: true,
      description: 'How many tokens they want to use in a day at most, by their own wish; null: as many as they may.',
    }),
    allowedDailyTokens: t.exposeInt('allowedDailyTokens', {
      nullable: true,
      description: 'How many tokens an administrator allows them in a day; null: as many as the server allows each.',
    }),
  }),
});

builder.queryField('users', (t) =>
  t.connection({
    type: UserRef,
    description: 'All users, newest first.',
    extensions: { cost: PAGE_COST, ...access('ADMIN') },
    args: {
      search: t.arg.string({ description: 'What the name holds, in any case, with or without its accents.' }),
    },
    resolve: async (_, { search, ...args }, { users, viewer }) =>
      connectionOf(
        await users.list(viewer, { search, page: readPageRequest(args) }),
        ({ number }) => number,
        () => users.count({ search }),
      ),
  }),
);

builder.mutationField('updateUser', (t) =>
  t.field({
    type: UserRef,
    description: 'Changes what is given of a user.',
    extensions: { cost: WRITES, ...access('ADMIN') },
    args: {
      id: t.arg.id({ required: true, description: 'The global id of the user, as `users` has it.' }),
      allowedDailyTokens: t.arg.int({
        description:
          'How many tokens models may be asked for them in a day of UTC, in place of LEX_DAILY_TOKENS_PER_USER: more ' +
          'or fewer. What they want themselves, and LEX_DAILY_TOKENS, bound them besides. Null takes it away.',
      }),
    },
    resolve: (_, { id, ...change }, { users, viewer }) => users.update(viewer, readId(VIEWER_ID_TYPE, id), change),
  }),
);
