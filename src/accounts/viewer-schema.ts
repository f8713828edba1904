import { encodeGlobalId, readId, VIEWER_ID_TYPE } from '../global-id.ts';
import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { CacheRule } from '../graphql/cache-rule.ts';
import { CostRule, READS, READS_ROW, ROW, WRITES } from '../graphql/cost-rule.ts';
import type { Choices } from './account-store.ts';
import { actorOf } from './audit/audit-entry.ts';
import { MOST_LISTED } from './keys/api-key.ts';
import { ApiKeyRef } from './keys/api-key-ref.ts';
import { RoleEnum } from './role-ref.ts';
import type { Viewer } from './viewer.ts';

const KEYS_COST = new CostRule({ own: ROW, size: MOST_LISTED });

const VoiceChoiceRef = builder.objectRef<Choices>('VoiceChoice').implement({
  description: 'How somebody wants to be spoken to.',
  fields: (t) => ({
    voice: t.exposeString('voice', {
      nullable: true,
      description: 'The name of the voice, among those of `voiceSupport`; null: the server’s own.',
    }),
    language: t.exposeString('voiceLanguage', {
      nullable: true,
      description:
        'The language that is spoken with them, such as `de` or `en-gb`; null: none was said. It chooses the voice ' +
        'where they chose none, and is what `transcribe` listens for.',
    }),
    rate: t.float({
      description: 'How fast: 1 is as usual, 2 twice as fast.',
      resolve: ({ voiceRate }) => voiceRate ?? 1,
    }),
  }),
});

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who is calling.',
  extensions: { cache: new CacheRule({ tag: 'Viewer' }) },
  interfaces: [builder.nodeInterfaceRef()],
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'name' in value && 'role' in value,
  fields: (t) => ({
    id: t.id({ description: 'Their global id.', resolve: ({ id }) => encodeGlobalId(VIEWER_ID_TYPE, id) }),
    name: t.exposeString('name', { description: 'What they are called.' }),
    role: t.field({ type: RoleEnum, description: 'What they may do.', resolve: ({ role }) => role }),
    apiKeys: t.field({
      type: [ApiKeyRef],
      description: 'The keys that let in as them, newest first, ended ones too; the newest 500.',
      extensions: { cost: KEYS_COST },
      resolve: ({ id }, _, { loaders }) => loaders.apiKeysByOwner.load(id),
    }),
    drawsMemories: t.boolean({
      description:
        'Whether LEX remembers facts from what they say without being asked. ' +
        'A conversation can be left out by its own switch.',
      extensions: { cost: READS_ROW },
      resolve: async ({ id }, _, { loaders }) => (await loaders.choicesByUser.load(id)).drawsMemories,
    }),
    dailyTokenLimit: t.int({
      nullable: true,
      description:
        'How many tokens models may be asked for them in a day of UTC, by their own wish; null: as many as the ' +
        'server allows.',
      extensions: { cost: READS_ROW },
      resolve: async ({ id }, _, { loaders }) => (await loaders.choicesByUser.load(id)).dailyTokenLimit,
    }),
    instructions: t.string({
      nullable: true,
      description: 'What LEX is told in all of their conversations, before what a conversation is told; null: nothing.',
      extensions: { cost: READS_ROW },
      resolve: async ({ id }, _, { loaders }) => (await loaders.choicesByUser.load(id)).instructions,
    }),
    voice: t.field({
      type: VoiceChoiceRef,
      description: 'How they want to be spoken to.',
      extensions: { cost: READS_ROW },
      resolve: ({ id }, _, { loaders }) => loaders.choicesByUser.load(id),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerRef,
    description: 'Who is calling.',
    extensions: { cache: new CacheRule(), cost: READS, ...access('READ') },
    resolve: (_, __, { viewer }) => viewer,
  }),
);

builder.mutationField('disconnectUser', (t) =>
  t.boolean({
    description: 'Ends the sockets and streams of a user, on all processes. Whose key holds may come again.',
    extensions: { cost: WRITES, ...access('ADMIN') },
    args: { id: t.arg.id({ required: true, description: 'The global id of the user, as `viewer.id` has it.' }) },
    async resolve(_, { id }, { accounts, viewer }) {
      await accounts.disconnect(readId(VIEWER_ID_TYPE, id), actorOf(viewer));
      return true;
    },
  }),
);

builder.mutationField('updateViewer', (t) =>
  t.field({
    type: ViewerRef,
    description: 'Changes what is given.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      drawsMemories: t.arg.boolean({
        description: 'Whether LEX remembers facts from what they say without being asked. What it knows already stays.',
      }),
      dailyTokenLimit: t.arg.int({
        description:
          'How many tokens models may be asked for them in a day of UTC, up to what the server allows; null takes ' +
          'the limit away.',
      }),
      instructions: t.arg.string({
        description:
          'What LEX is told in all of their conversations, up to 32,000 characters; null takes it away. Replies that ' +
          'begin from then on are given it.',
      }),
      voice: t.arg.string({
        description:
          'Whose voice speaks to them: a name of `voiceSupport.voices`; null: the server’s own. This and the next ' +
          'two hold for replies that begin from then on.',
      }),
      voiceLanguage: t.arg.string({
        description: 'The language that is spoken with them, such as `de` or `en-GB`; null: none is said.',
      }),
      voiceRate: t.arg.float({ description: 'How fast is spoken, 0.5 to 2; null: as usual, which is 1.' }),
    },
    async resolve(_, change, { accounts, viewer, storage, voice }) {
      await voice.requireOffered(change);
      if (change.instructions) await storage.take(viewer.id, [change.instructions]);
      await accounts.update(viewer.id, change);
      return viewer;
    },
  }),
);
