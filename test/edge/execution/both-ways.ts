import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { afterAll, beforeAll } from 'vitest';
import { CompiledOperation } from '../../../src/edge/execution/compiled-operation.ts';
import { difference, resultDifference } from './differences.ts';
import type { NamedChoices } from './made/choices.ts';
import { type KnownErrors, Play } from './made/play.ts';
import { StrangeObject } from './made/strange-object.ts';
import { StrangeContext } from './made/strange-schema.ts';

type Variables = Readonly<Record<string, unknown>> | undefined;

interface Ran {
  readonly result: ExecutionResult;
  readonly atOnce: boolean;
  readonly play: Play;
}

/** Rejections that nobody has handled. Those that graphql-js leaves are no concern of ours. */
const unseen: unknown[] = [];

/** Notes rejections that nobody has handled, which would end the process, while the tests of a file run. */
export function watchUnseenRejections(): void {
  const others = process.listeners('unhandledRejection');
  const note = (reason: unknown): void => void unseen.push(reason);
  beforeAll(() => {
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', note);
  });
  afterAll(() => {
    process.removeListener('unhandledRejection', note);
    for (const each of others) process.on('unhandledRejection', each);
  });
}

/** Waits for what goes on after a result is there, and for rejections that nobody handles to be told. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Runs each operation of a document with graphql-js and compiled, with each of the variables, one after the other and
 * then all at once, and tells how they differ.
 */
export async function differenceOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: readonly Variables[],
  choices: NamedChoices,
): Promise<string | undefined> {
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    const found = await ofOperation(schema, document, operation, variables, choices);
    if (found) return `${operation.name?.value}: ${found}`;
  }
  return undefined;
}

async function ofOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: readonly Variables[],
  choices: NamedChoices,
): Promise<string | undefined> {
  const errors: KnownErrors = new Map();
  const start = async (
    run: (given: Given) => Ran['result'] | Promise<Ran['result']>,
    sent: Variables,
  ): Promise<Ran> => {
    const play = new Play(choices, errors);
    const rootValue = operation.operation === 'subscription' ? new StrangeObject(play, 'event') : undefined;
    const variableValues = structuredClone(sent);
    const begun = run({ contextValue: new StrangeContext(play), rootValue, variableValues });
    const atOnce = !(begun instanceof Promise);
    return { result: await begun, atOnce, play };
  };
  const byGraphql = (given: Given) =>
    execute({ schema, document, operationName: operation.name?.value ?? null, ...given });
  const compiled = new CompiledOperation(schema, document, operation);
  const byUs = ({ variableValues, ...given }: Given) => compiled.run({ ...given, variables: variableValues });

  const expected: Ran[] = [];
  for (const sent of variables) {
    expected.push(await start(byGraphql, sent));
    await nextTurn();
  }
  unseen.length = 0;
  const got: Ran[] = [];
  for (const sent of variables) {
    got.push(await start(byUs, sent));
    await nextTurn();
  }
  const together = await Promise.all(variables.map((sent) => start(byUs, sent)));
  await nextTurn();
  if (unseen.length > 0) return `nobody saw ${String(unseen[0])}`;
  for (const [index, each] of expected.entries()) {
    const found = ofRuns(each, got[index]) ?? ofRuns(each, together[index], 'together ');
    if (found) return `variables ${index}: ${found}`;
  }
  return undefined;
}

interface Given {
  readonly contextValue: StrangeContext;
  readonly rootValue: unknown;
  readonly variableValues: Record<string, unknown> | undefined;
}

function ofRuns(expected: Ran, got: Ran | undefined, when = ''): string | undefined {
  if (!got) return 'it did not run';
  if (expected.atOnce !== got.atOnce) return `${when}one of them is a promise`;
  const ofResults = resultDifference(expected.result, got.result);
  if (ofResults) return `${when}result${ofResults}`;
  for (const [index, call] of expected.play.calls.entries()) {
    const other = got.play.calls[index];
    const found = difference(call, other);
    if (found) return `${when}call ${index}${found}`;
  }
  const more = got.play.calls.length - expected.play.calls.length;
  return more > 0
    ? `${when}${more} more calls, the first ${got.play.calls[expected.play.calls.length]?.at}`
    : undefined;
}
