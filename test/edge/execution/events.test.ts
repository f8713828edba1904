import { createSourceEventStream, type ExecutionResult, parse, subscribe } from 'graphql';
import { expect, it } from 'vitest';
import { CompiledOperation } from '../../../src/edge/execution/compiled-operation.ts';
import { watchUnseenRejections } from './both-ways.ts';
import { difference, resultDifference } from './differences.ts';
import { NamedChoices } from './made/choices.ts';
import { type KnownErrors, Play } from './made/play.ts';
import { StrangeObject } from './made/strange-object.ts';
import { createStrangeSchema, StrangeContext } from './made/strange-schema.ts';

watchUnseenRejections();

const schema = createStrangeSchema();
const field = schema.getSubscriptionType()?.getFields()['thing'];
if (field) {
  field.subscribe = async function* (_source, _args, context) {
    if (!(context instanceof StrangeContext)) throw new TypeError('The context is not the one that was given.');
    for (const name of ['one', 'two', 'three']) yield new StrangeObject(context.play, name);
  };
}

const text = `subscription ($yes: Boolean!, $in: In) {
  thing { __typename str(s: "x") ... @include(if: $yes) { ownInt a(x: $in) { ownStr intN } } things { odd id } }
}`;

it.each(Array.from({ length: 40 }, (_, seed) => seed))('each event has the result of graphql-js: %i', async (seed) => {
  const document = parse(text);
  const [operation] = document.definitions;
  if (operation?.kind !== 'OperationDefinition') throw new TypeError('There is no operation.');
  const compiled = new CompiledOperation(schema, document, operation);
  const choices = new NamedChoices(Array.from({ length: seed * 2 }, (_, index) => (index * 89 + seed * 41) % 256));
  const errors: KnownErrors = new Map();
  const variables = { yes: seed % 2 === 0, in: { str: 'in' } };

  const plays = [new Play(choices, errors), new Play(choices, errors)] as const;
  const expected: ExecutionResult[] = [];
  const byGraphql = await subscribe({
    schema,
    document,
    contextValue: new StrangeContext(plays[0]),
    variableValues: variables,
  });
  if (!(Symbol.asyncIterator in byGraphql)) throw new TypeError('It did not begin.');
  for await (const each of byGraphql) expected.push(each);

  const contextValue = new StrangeContext(plays[1]);
  const source = await createSourceEventStream({ schema, document, contextValue, variableValues: variables });
  if (!(Symbol.asyncIterator in source)) throw new TypeError('It did not begin.');
  const got: ExecutionResult[] = [];
  for await (const rootValue of source) got.push(await compiled.run({ contextValue, rootValue, variables }));

  expect(expected).toHaveLength(3);
  expect(expected.map((each, index) => resultDifference(each, got[index] ?? {}))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(difference(plays[0].calls, plays[1].calls)).toBeUndefined();
});
