import { builder } from '../graphql/builder.ts';
import type { ExplainedHit } from './memory.ts';
import type { Scoring } from './memory-engine.ts';
import { MemoryRef } from './memory-ref.ts';

const RecalledWordRef = builder.objectRef<Scoring['words'][number]>('RecalledWord').implement({
  description: 'A word of the query that a memory holds.',
  fields: (t) => ({
    word: t.exposeString('word', { description: 'As it was asked for.' }),
    rarity: t.exposeFloat('rarity', {
      description: 'How much it says that a memory holds it: the fewer do, the higher.',
    }),
    score: t.exposeFloat('score', {
      description: 'What it adds, by its rarity and by how often a text of this length has it.',
    }),
  }),
});

const RecallFactorsRef = builder.objectRef<Scoring['factors']>('RecallFactors').implement({
  description: 'What a score is multiplied by; 1 changes nothing.',
  fields: (t) => ({
    asking: t.exposeFloat('asking', { description: 'Below 1 for a memory that asks something.' }),
    heading: t.exposeFloat('heading', {
      description: 'Above 1 for one that is headed by a word of the query, as by the name of who said it.',
    }),
    group: t.exposeFloat('group', { description: 'Above 1 for one in a group with many of the best matches.' }),
    recency: t.exposeFloat('recency', { description: 'Above 1 the newer it is.' }),
  }),
});

const RecallExplanationRef = builder.objectRef<ExplainedHit>('RecallExplanation').implement({
  description: 'A memory that a text brings back, and what its score is made of: (words + beside + phrases) × factors.',
  fields: (t) => ({
    memory: t.field({ type: MemoryRef, description: 'What is brought back.', resolve: ({ memory }) => memory }),
    score: t.exposeFloat('score', { description: 'As in `recall`.' }),
    reasons: t.stringList({ description: 'As in `recall`.', resolve: ({ reasons }) => [...reasons] }),
    words: t.field({
      type: [RecalledWordRef],
      description: 'The query’s words that it holds itself, in the query’s order.',
      resolve: ({ scoring }) => [...scoring.words],
    }),
    beside: t.float({
      description: 'What the memories beside it in its group add.',
      resolve: ({ scoring }) => scoring.beside,
    }),
    phrases: t.float({
      description: 'What words add that stand together as in the query.',
      resolve: ({ scoring }) => scoring.phrases,
    }),
    factors: t.field({
      type: RecallFactorsRef,
      description: 'What the sum is multiplied by.',
      resolve: ({ scoring }) => scoring.factors,
    }),
  }),
});

builder.queryField('explainRecall', (t) =>
  t.field({
    type: [RecallExplanationRef],
    description: 'What `recall` would answer, with the whole scoring. No model is asked.',
    args: {
      query: t.arg.string({ required: true, description: '1 to 32,000 characters.' }),
      namespace: t.arg.string({ defaultValue: 'default', description: 'Where to look.' }),
      limit: t.arg.int({ defaultValue: 8, description: '1 to 100.' }),
    },
    resolve: (_, { query, namespace, limit }, { memory, viewer }) =>
      memory.recall(viewer, { query, namespace: namespace ?? 'default', limit: limit ?? 8 }),
  }),
);
