import type { GraphQLError, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { inSpanNow } from '../../tracing/in-span.ts';
import { CompiledOperation } from '../execution/compiled-operation.ts';
import type { Variables } from '../limits/cost/cost.ts';
import { operationCost } from '../limits/cost/operation-cost.ts';
import { parseWithLimits, validateWithLimits, validationFailed } from '../limits/parse-document.ts';
import { requestError } from '../request/request-error.ts';

/**
 * How much of the documents that clients send is kept, in UTF-16 units of their texts. A tree takes some forty times
 * the memory of its text, and what is worked out for its runs as much again.
 */
const KEPT_CHARACTERS = 512 * 1024;

/** An operation that has been found valid. */
export interface KnownOperation {
  readonly compiled: CompiledOperation;
  /** What it costs with these variables, in points. */
  readonly costOf: (variables: Variables) => number;
}

/** The operations of documents that have been parsed, validated and compiled, so that this is done once for each. */
export interface KnownDocuments {
  /**
   * The operation of this name in the document with this text.
   *
   * @throws {GraphQLError} with status 400 when it can't be parsed, or has no such operation
   * @throws {InvalidDocument} when it isn't valid
   */
  operation(text: string, operationName: string | undefined): KnownOperation;
}

/** A document that doesn't fit the schema. */
export class InvalidDocument extends Error {
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super('The document is not valid.');
    this.errors = errors;
  }
}

/** Each error of a request that was refused before it ran. */
export function refusalsOf(error: unknown): readonly unknown[] {
  return error instanceof InvalidDocument ? error.errors : [error];
}

/** The operations of one document, by their names; the empty name is that of the only one. */
type Compiled = ReadonlyMap<string, KnownOperation>;

/**
 * @param pinned texts that are compiled at once and kept for good: those that persisted documents name
 */
export function createKnownDocuments(schema: GraphQLSchema, pinned: Iterable<string> = []): KnownDocuments {
  const sent = new LRUCache<string, Compiled>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });
  const kept = new Map<string, Compiled>();
  for (const text of pinned) kept.set(text, compile(schema, text));

  return {
    operation(text, operationName = '') {
      let compiled = kept.get(text) ?? sent.get(text);
      if (!compiled) {
        compiled = compile(schema, text);
        sent.set(text, compiled);
      }
      const operation = compiled.get(operationName);
      if (operation) return operation;
      const message =
        operationName === ''
          ? 'The document has several operations: name one in operationName.'
          : 'The document has no operation with this operationName.';
      throw requestError(400, message, { spec: true });
    },
  };
}

const PARSING = () => ({ name: 'graphql.parse' });
const VALIDATING = () => ({ name: 'graphql.validate' });

function compile(schema: GraphQLSchema, text: string): Compiled {
  const document = inSpanNow(PARSING, () => parseWithLimits(text));
  const errors = inSpanNow(VALIDATING, () => validateWithLimits(schema, document));
  if (errors.length > 0) throw new InvalidDocument(errors.map(validationFailed));
  const compiled = new Map<string, KnownOperation>();
  for (const each of document.definitions) {
    if (each.kind !== 'OperationDefinition') continue;
    compiled.set(each.name?.value ?? '', {
      compiled: new CompiledOperation(schema, document, each),
      costOf: operationCost(schema, document, each),
    });
  }
  const [only] = compiled.values();
  if (only && compiled.size === 1) compiled.set('', only);
  return compiled;
}
