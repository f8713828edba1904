import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { CostRule, SEARCH } from '../graphql/cost-rule.ts';
import { type MemoryNamespace, MOST_NAMESPACES } from './memory.ts';

const MemoryNamespaceRef = builder.objectRef<MemoryNamespace>('MemoryNamespace').implement({
  description: 'A namespace in which memories are kept.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is called: `memories` and `recall` take it as namespace.' }),
    count: t.exposeInt('count', { description: 'How many memories are in it.' }),
  }),
});

builder.queryField('memoryNamespaces', (t) =>
  t.field({
    type: [MemoryNamespaceRef],
    description: 'The namespaces in which the viewer has memories, by their names; of more than 1,000 the first ones.',
    // All memories of the viewer are counted.
    extensions: { cost: new CostRule({ own: SEARCH, size: MOST_NAMESPACES }), ...access('READ') },
    resolve: (_, __, { memory, viewer }) => memory.namespaces(viewer),
  }),
);
