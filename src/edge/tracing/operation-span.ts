import { activeSpan, withSpan } from '../../tracing/active-span.ts';
import { failureType } from '../../tracing/failure-type.ts';
import type { Span } from '../../tracing/span.ts';

/** What is told of an operation when it has ended. */
export interface EndedOperation {
  readonly type: string;
  /** As its client calls it. */
  readonly name: string | undefined;
  /** In points. */
  readonly cost: number;
  /** `ok`, or the code of its first error. */
  readonly outcome: string;
}

/**
 * Finds and checks an operation in a span that stays open for its run. One that is refused ends with its span.
 *
 * @param prepare is given the span; undefined where nothing is traced
 */
export function inOperationSpan<T>(prepare: (span: Span | undefined) => T | Promise<T>): T | Promise<T> {
  const span = activeSpan()?.start({ name: 'graphql' });
  if (!span) return prepare(undefined);
  const refuse = (error: unknown): never => {
    span.fail(codeOf(error) ?? failureType(error));
    span.end();
    throw error;
  };
  try {
    const prepared = withSpan(span, () => prepare(span));
    return prepared instanceof Promise ? prepared.catch(refuse) : prepared;
  } catch (error) {
    return refuse(error);
  }
}

/** Ends the span of an operation, which for a subscription is when it has begun. */
export function endOperationSpan(span: Span | undefined, { type, name, cost, outcome }: EndedOperation): void {
  span?.set({ 'graphql.operation.type': type, 'graphql.operation.name': name, 'lex.graphql.cost': cost });
  if (outcome !== 'ok') span?.fail(outcome);
  span?.end();
}

/** The code of an error that a client is told. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('extensions' in error)) return undefined;
  const { extensions } = error;
  if (typeof extensions !== 'object' || extensions === null || !('code' in extensions)) return undefined;
  return typeof extensions.code === 'string' ? extensions.code : undefined;
}
