import { readId } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { NOT_KEPT } from '../../graphql/cache-rule.ts';
import { WRITES } from '../../graphql/cost-rule.ts';
import type { Scope } from '../viewer.ts';
import type { MadeKey } from './api-key.ts';
import { ApiKeyRef } from './api-key-ref.ts';

const ScopeEnum = builder.enumType('ApiKeyScope', {
  description: 'What a key lets its holder do. None holds another.',
  values: {
    READ: { description: 'Queries and subscriptions, about what is its owner’s own.' },
    CHAT: { description: 'Mutations of what is its owner’s own.' },
    ADMIN: { description: 'What concerns the server; for administrators alone.' },
  } satisfies Record<Scope, object>,
});

builder.node(ApiKeyRef, {
  description: 'A key by which a program comes in as its owner. The key itself is shown once, when it is made.',
  extensions: { cache: NOT_KEPT },
  id: { resolve: ({ id }) => id, description: 'Its global id.' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'prefix' in value && 'scopes' in value,
  loadOne: (id, { loaders }) => loaders.apiKeyById.load(id),
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What its owner calls it.' }),
    prefix: t.exposeString('prefix', { description: 'How the key begins, to know it by.' }),
    scopes: t.field({ type: [ScopeEnum], description: 'What it lets do.', resolve: ({ scopes }) => [...scopes] }),
    pointsPerMinute: t.exposeInt('pointsPerMinute', {
      nullable: true,
      description: 'How many points it may use in a minute, of those that its owner may; null: as many as they.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, give or take five minutes.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'When it ends by itself.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When it was ended.' }),
  }),
});

const CreateApiKeyPayload = builder.objectRef<MadeKey>('CreateApiKeyPayload').implement({
  description: 'A new key.',
  fields: (t) => ({
    apiKey: t.field({ type: ApiKeyRef, description: 'What is kept of it.', resolve: ({ apiKey }) => apiKey }),
    secret: t.exposeString('secret', { description: 'The key. It is shown this once, and kept nowhere.' }),
  }),
});

builder.mutationFields((t) => ({
  createApiKey: t.field({
    type: CreateApiKeyPayload,
    description:
      'Makes a key that lets in as the viewer. It gets no scope that the caller hasn’t (FORBIDDEN), and, made with ' +
      'a key, ends no later than that one. A key with a limit of its own makes none.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: {
      name: t.arg.string({ required: true, description: '1 to 100 characters.' }),
      expiresAt: t.arg({
        type: 'DateTime',
        description: 'When it ends by itself; left out: as the key does that makes it.',
      }),
      scopes: t.arg({ type: [ScopeEnum], description: 'Left out: READ and CHAT, those of them that the caller has.' }),
      pointsPerMinute: t.arg.int({
        description:
          'How many points the key may use in a minute, of those that its owner may, so that it leaves the others ' +
          'theirs: 100 to 1,000,000,000. Left out: as many as its owner.',
      }),
    },
    resolve: (_, key, { apiKeys, viewer }) => apiKeys.create(viewer, key),
  }),
  revokeApiKey: t.field({
    type: ApiKeyRef,
    description: 'Ends a key of the viewer, and within two seconds all that runs with it. Doing it again is harmless.',
    extensions: { cost: WRITES, ...access('CHAT') },
    args: { id: t.arg.id({ required: true, description: 'Its global id.' }) },
    resolve: (_, { id }, { apiKeys, viewer }) => apiKeys.revoke(viewer, readId('ApiKey', id)),
  }),
}));
