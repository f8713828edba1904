import fc from 'fast-check';
import {
  type DocumentNode,
  GraphQLError,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { expect, it } from 'vitest';
import { differenceOf, watchUnseenRejections } from './both-ways.ts';
import { Choices, NamedChoices } from './made/choices.ts';
import { DocumentMaker } from './made/made-document.ts';
import { madeVariables } from './made/made-variables.ts';
import { createStrangeSchema } from './made/strange-schema.ts';

watchUnseenRejections();

/** Of each seed. */
const DOCUMENTS = 2_500;
const SEEDS = [20_261_127, 2, 3];
/** What doesn't matter to who runs a document. */
const rules = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule);
const schema = createStrangeSchema();
const bytes = (maxLength: number) => fc.array(fc.nat(255), { maxLength, size: 'max' });

/** The document that these choices make; undefined when it isn't valid. */
function validDocument(text: string): DocumentNode | undefined {
  try {
    const document = parse(text);
    return validate(schema, document, rules).length === 0 ? document : undefined;
  } catch (error) {
    if (error instanceof GraphQLError) throw new Error(`${error.message}: ${text}`);
    throw error;
  }
}

it.each(SEEDS)(
  'made operations have the results of graphql-js, and their resolvers see the same: seed %i',
  async (seed) => {
    let valid = 0;
    const property = fc.asyncProperty(
      bytes(80),
      fc.array(bytes(20), { minLength: 3, maxLength: 3 }),
      bytes(120),
      async (choices, sent, values) => {
        const text = new DocumentMaker(schema, new Choices(choices)).make();
        const document = validDocument(text);
        if (!document) return;
        valid += 1;
        const variables = sent.map((each) => madeVariables(text, new Choices(each)));
        const found = await differenceOf(schema, document, variables, new NamedChoices(values));
        if (found) throw new Error(`${found}\n${text}\n${JSON.stringify(variables)}`);
      },
    );
    await fc.assert(property, { seed, numRuns: DOCUMENTS * 1.05 });
    expect(valid).toBeGreaterThanOrEqual(DOCUMENTS);
  },
);
