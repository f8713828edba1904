import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { CostRule, READS_ROW } from '../graphql/cost-rule.ts';
import type { Scoring } from './engine/memory-engine.ts';
import { MOST_TERMS } from './engine/ranking/query-terms.ts';
import type { ExplainedHit } from './memory.ts';
import { MemoryRef, RECALL_COST } from './memory-ref.ts';
import { DEFAULT_NAMESPACE } from './store/default-namespace.ts';

const WORDS_COST = new CostRule({ size: MOST_TERMS });

const RecalledWordRef = builder.objectRef<Scoring['words'][number]>('RecalledWord').implement({
  description: 'A word of the query that a memory holds, or a part of one that hardly any holds.',
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

const NeighbourLiftRef = builder.objectRef<Scoring['neighbours'][number]>('NeighbourLift').implement({
  description: 'A word of the query that a memory beside this one holds, in its group.',
  fields: (t) => ({
    memory: t.field({
      type: MemoryRef,
      nullable: true,
      description: 'The memory that holds it; null when it has been forgotten since.',
      extensions: { cost: READS_ROW },
      resolve: ({ memoryId }, _, { loaders }) => loaders.memoryById.load(memoryId),
    }),
    word: t.exposeString('word', { description: 'As it was asked for.' }),
    score: t.exposeFloat('score', { description: 'What it adds to the memory that it stands beside.' }),
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
    time: t.exposeFloat('time', { description: 'Above 1 for one remembered at a time that the query names.' }),
    recency: t.exposeFloat('recency', { description: 'Above 1 the newer it is.' }),
  }),
});

const RecallExplanationRef = builder.objectRef<ExplainedHit>('RecallExplanation').implement({
  description:
    'A memory that a text brings back, and what its score is made of. By words it is (words + beside + phrases + ' +
    'likeness) × factors; where meanings were compared too, it is 1 / (60 + wordRank) + 1 / (60 + similarityRank), ' +
    'as far as there are such ranks.',
  fields: (t) => ({
    memory: t.field({ type: MemoryRef, description: 'What is brought back.', resolve: ({ memory }) => memory }),
    score: t.exposeFloat('score', { description: 'As in `recall`.' }),
    reasons: t.stringList({ description: 'As in `recall`.', resolve: ({ reasons }) => [...reasons] }),
    words: t.field({
      type: [RecalledWordRef],
      description:
        'The query’s words that it holds itself, in the query’s order; then parts of words, as road of roadtrip.',
      extensions: { cost: WORDS_COST },
      resolve: ({ scoring }) => [...scoring.words],
    }),
    neighbours: t.field({
      type: [NeighbourLiftRef],
      description: 'Which memories beside it in its group add what: of each word the one that adds most.',
      extensions: { cost: WORDS_COST },
      resolve: ({ scoring }) => [...scoring.neighbours],
    }),
    beside: t.float({
      description: 'What the memories beside it in its group add together.',
      resolve: ({ scoring }) => scoring.beside,
    }),
    phrases: t.float({
      description: 'What words add that stand together as in the query.',
      resolve: ({ scoring }) => scoring.phrases,
    }),
    likeness: t.float({
      description: 'What it adds that the memory, or one beside it, shares other words with the best matches.',
      resolve: ({ scoring }) => scoring.likeness,
    }),
    factors: t.field({
      type: RecallFactorsRef,
      description: 'What the sum is multiplied by.',
      resolve: ({ scoring }) => scoring.factors,
    }),
    wordScore: t.float({
      description:
        'The product: the score by words. It is the score itself, unless the meaning of the query was compared as ' +
        'well.',
      resolve: ({ scoring }) => scoring.wordScore,
    }),
    wordRank: t.int({
      nullable: true,
      description: 'Its place among the matches by words, from 1; null when it isn’t among the best of them.',
      resolve: ({ scoring }) => scoring.wordRank,
    }),
    similarity: t.float({
      nullable: true,
      description:
        'How near its meaning is to that of the query: the cosine of their vectors. Null without an embedding ' +
        'model, when that was too slow, or when it isn’t among the nearest.',
      resolve: ({ scoring }) => scoring.similarity,
    }),
    similarityRank: t.int({
      nullable: true,
      description: 'Its place among the nearest, from 1.',
      resolve: ({ scoring }) => scoring.similarityRank,
    }),
  }),
});

builder.queryField('explainRecall', (t) =>
  t.field({
    type: [RecallExplanationRef],
    description: 'What `recall` would answer, with the whole scoring. No language model is asked.',
    extensions: { cost: RECALL_COST, ...access('READ') },
    args: {
      query: t.arg.string({ required: true, description: '1 to 32,000 characters.' }),
      namespace: t.arg.string({ defaultValue: DEFAULT_NAMESPACE, description: 'Where to look.' }),
      limit: t.arg.int({ defaultValue: 8, description: '1 to 100.' }),
      tag: t.arg.string({ description: 'Only among those with this tag.' }),
    },
    resolve: (_, { query, namespace, limit, tag }, { memory, viewer }) =>
      memory.recall(viewer, { query, namespace: namespace ?? DEFAULT_NAMESPACE, limit: limit ?? 8, tag }),
  }),
);
