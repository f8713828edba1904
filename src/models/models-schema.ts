import { access } from '../graphql/access-rule.ts';
import { builder } from '../graphql/builder.ts';
import { CostRule, STATEMENT } from '../graphql/cost-rule.ts';
import type { OfferedModel } from './offered-models.ts';

const OfferedModelRef = builder.objectRef<OfferedModel>('OfferedModel').implement({
  description: 'A model that a message or a conversation may choose.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As provider/name: what `chat` takes as `model`.' }),
    isDefault: t.exposeBoolean('isDefault', { description: 'Whether it answers where none is chosen.' }),
    contextTokens: t.exposeInt('contextTokens', {
      description: 'How many tokens a prompt and its answer may hold together, as far as is known.',
    }),
    seesImages: t.boolean({
      description: 'Whether messages to it may have images attached, as far as is known.',
      resolve: (model) => model.sees(),
    }),
    inputPrice: t.float({
      nullable: true,
      description: 'What a million tokens cost that it reads, in the currency of LEX_PRICES; null: not named there.',
      resolve: ({ price }) => price?.input ?? null,
    }),
    outputPrice: t.float({
      nullable: true,
      description: 'What a million tokens cost that it writes, in the currency of LEX_PRICES; null: not named there.',
      resolve: ({ price }) => price?.output ?? null,
    }),
  }),
});

builder.queryField('models', (t) =>
  t.field({
    type: [OfferedModelRef],
    description:
      'The models to choose from, the default first. Where LEX_MODELS names none, every model of a provider that is ' +
      'set up may be chosen, too, by its name.',
    extensions: { cost: new CostRule({ own: STATEMENT, size: 10 }), ...access('READ') },
    resolve: (_, __, { offeredModels }) => offeredModels.list(),
  }),
);
