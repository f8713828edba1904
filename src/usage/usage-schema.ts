import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { NOT_KEPT } from '../graphql/cache-rule.ts';
import { CostRule, MEASURES, READS, STATEMENT } from '../graphql/cost-rule.ts';
import type { TokenUse } from '../models/model.ts';
import type { Stored } from './storage-service.ts';
import type { PricedTokens, TodaysTokens, Usage } from './usage-service.ts';

/** Few use more models than this in more ways, over the days that are asked for by default. */
const USED_COST = new CostRule({ size: 100 });

const TokenUseEnum = builder.enumType('TokenUse', {
  description: 'What a model was asked for.',
  values: {
    REPLY: { description: 'Replies.' },
    SUMMARY: { description: 'Summaries, be they asked for or made for long conversations.' },
    EXTRACTION: { description: 'Looking for facts worth keeping in what was said.' },
    EMBEDDING: { description: 'Vectors of memories, and of what is looked for among them.' },
    SPEECH: { description: 'Speaking replies. Each character of what is spoken counts as a token that was read.' },
    TRANSCRIPTION: {
      description:
        'Writing down recordings: tokens as the provider counts them, or else ten for each second of a recording.',
    },
  } satisfies Record<TokenUse, object>,
});

const UsedTokensRef = builder.objectRef<PricedTokens>('UsedTokens').implement({
  description: 'What one model was asked in a day, for one use.',
  fields: (t) => ({
    day: t.exposeString('day', { description: 'A day of UTC, as 2026-11-27.' }),
    model: t.exposeString('model', { description: 'As provider/name.' }),
    use: t.field({ type: TokenUseEnum, description: 'What for.', resolve: ({ use }) => use }),
    calls: t.exposeFloat('calls', { description: 'How often it was asked.' }),
    inputTokens: t.exposeFloat('inputTokens', {
      description: 'Tokens it read: as its provider counts them, or else an estimate.',
    }),
    outputTokens: t.exposeFloat('outputTokens', {
      description: 'Tokens it wrote: as its provider counts them, or else an estimate.',
    }),
    cost: t.float({
      nullable: true,
      description: 'What they cost, in the currency of LEX_PRICES; null where it names no price of the model.',
      resolve: ({ cost }) => cost ?? null,
    }),
  }),
});

const TodaysTokensRef = builder.objectRef<TodaysTokens>('TodaysTokens').implement({
  description: 'What is gone of the tokens of today, a day of UTC.',
  fields: (t) => ({
    gone: t.exposeFloat('gone', { description: 'Used, or reserved by calls of models that run.' }),
    limit: t.float({
      nullable: true,
      description: 'How many there are; null: there is no limit.',
      resolve: ({ limit }) => limit ?? null,
    }),
    left: t.float({
      nullable: true,
      description: 'How many are left; null: there is no limit.',
      resolve: ({ gone, limit }) => (limit === undefined ? null : Math.max(0, limit - gone)),
    }),
  }),
});

const UsageRef = builder.objectRef<Usage>('Usage').implement({
  description: 'What asking models takes. local/lex takes nothing, and isn’t counted.',
  extensions: { cache: NOT_KEPT },
  fields: (t) => ({
    today: t.field({
      type: TodaysTokensRef,
      description: 'The tokens of today.',
      extensions: { cost: new CostRule({ own: 2 * STATEMENT }) },
      resolve: (usage) => usage.today(),
    }),
    used: t.field({
      type: [UsedTokensRef],
      description: 'What was used by day, model and use, newest day first; at most 10,000 lines.',
      extensions: { cost: USED_COST },
      resolve: ({ used }) => used,
    }),
  }),
});

const StoredRef = builder.objectRef<Stored>('Stored').implement({
  description: 'What a user has stored: messages, memories, instructions and what conversations are told.',
  extensions: { cache: NOT_KEPT },
  fields: (t) => ({
    bytes: t.exposeFloat('bytes', { description: 'As the database has them, compressed, with their rows.' }),
    limit: t.float({
      nullable: true,
      description: 'How many bytes there may be; null: there is no limit.',
      resolve: ({ limit }) => limit ?? null,
    }),
  }),
});

builder.queryFields((t) => ({
  stored: t.field({
    type: StoredRef,
    description: 'What the viewer has stored.',
    extensions: { cost: MEASURES, ...access('READ') },
    resolve: (_, __, { storage, viewer }) => storage.of(viewer.id),
  }),
  usage: t.field({
    type: UsageRef,
    description: 'What asking models took for the viewer.',
    extensions: { cost: READS, ...access('READ') },
    args: { days: t.arg.int({ defaultValue: 30, required: true, description: 'How many, with today: 1 to 366.' }) },
    resolve: (_, { days }, { usage, viewer }) => usage.of(viewer.id, days),
  }),
  totalUsage: t.field({
    type: UsageRef,
    description: 'What asking models took for all users together.',
    extensions: { cost: READS, ...access('ADMIN') },
    args: { days: t.arg.int({ defaultValue: 30, required: true, description: 'How many, with today: 1 to 366.' }) },
    resolve: (_, { days }, { usage }) => usage.ofAll(days),
  }),
}));
