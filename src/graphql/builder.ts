import SchemaBuilder from '@pothos/core';
import RelayPlugin from '@pothos/plugin-relay';
import { isObjectType } from 'graphql';
import type { Count } from '../database/page.ts';
import { decodeGlobalId, encodeGlobalId, VIEWER_ID_TYPE } from '../global-id.ts';
import { access } from './access-rule.ts';
import type { Context } from './context.ts';
import { READS } from './cost-rule.ts';
import { relayDescriptions } from './relay-descriptions.ts';

/** Every feature's `x-schema.ts` adds its types and fields to this. Fields are non-null unless they say otherwise. */
export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
  };
  Connection: { count: () => Promise<Count> };
}>({
  plugins: [RelayPlugin],
  defaultFieldNullability: false,
  relay: {
    ...relayDescriptions,
    edgesFieldOptions: { nullable: { list: false, items: false }, description: 'What is on the page, in its order.' },
    nodeFieldOptions: { nullable: false, description: 'What stands there.' },
    nodesQueryOptions: false,
    nodeQueryOptions: {
      description: 'Anything that has an id, if the viewer may see it.',
      args: { id: { description: 'The id of a node, as `id` of its type has it.' } },
      extensions: { cost: READS, ...access('READ') },
      resolve(_, { id: { typename, id } }, { viewer }, { schema }, load) {
        if (typename === VIEWER_ID_TYPE) return id === viewer.id ? viewer : null;
        // An id may name a type that this version doesn't have: then nothing has this id.
        const type = schema.getType(typename);
        const isNode = isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
        return isNode ? load({ typename, id }) : null;
      },
    },
    edgeCursorType: 'String',
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: (globalId) => decodeGlobalId(globalId),
  },
});

builder.queryType({ description: 'What can be asked.' });
builder.mutationType({
  description: 'What can be done. The fields of an operation are carried out one after the other.',
});
builder.subscriptionType({ description: 'What can be followed while it goes on.' });
builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'How many there are in all, on every page; of very many as many as were counted.',
    extensions: { cost: READS },
    resolve: async (parent) => (await parent.count()).count,
  }),
);
builder.globalConnectionField('totalCountExact', (t) =>
  t.boolean({
    description:
      'Whether totalCount says how many there are. When it is false there are more: counting stops at 10,000, or ' +
      'where a search stops.',
    extensions: { cost: READS },
    resolve: async (parent) => (await parent.count()).isExact,
  }),
);
