import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DocumentPhase } from '../../metrics/graphql-metrics.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { inSpanNow } from '../../tracing/in-span.ts';
import { CompiledOperation } from '../execution/compiled-operation.ts';
import type { Variables } from '../limits/cost/cost.ts';
import { operationCost } from '../limits/cost/operation-cost.ts';
import { parseWithLimits, validateWithLimits, validationFailed } from '../limits/parse-document.ts';
import { KnownNames } from '../persisted/known-names.ts';
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
  /** Its name, where the server knows the document by itself; undefined of what clients write. */
  readonly knownName: string | undefined;
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
 * @param options.observe told of each phase that a client's document has gone through. @default nobody is
 */
export function createKnownDocuments(
  schema: GraphQLSchema,
  pinned: Iterable<string> = [],
  { observe = () => undefined }: { readonly observe?: Metrics['phase'] } = {},
): KnownDocuments {
  const sent = new LRUCache<string, Compiled>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (_, text) => text.length + 1,
  });
  const kept = new Map<string, Compiled>();
  const names = new KnownNames();
  for (const text of pinned) kept.set(text, compile(schema, text, { timed: untimed, nameOf: names.add }));
  const timed: Timed = (phase, work) => {
    const began = performance.now();
    try {
      return inSpanNow(() => ({ name: `graphql.${phase}` }), work);
    } finally {
      observe(phase, (performance.now() - began) / 1_000);
    }
  };

  return {
    operation(text, operationName = '') {
      let compiled = kept.get(text) ?? sent.get(text);
      if (!compiled) {
        compiled = compile(schema, text, { timed, nameOf: names.of });
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

/** Does the work of a phase. */
type Timed = <T>(phase: DocumentPhase, work: () => T) => T;
const untimed: Timed = (_, work) => work();

interface Compiling {
  readonly timed: Timed;
  /** The name under which an operation is known. */
  readonly nameOf: (document: DocumentNode, operation: OperationDefinitionNode) => string | undefined;
}

function compile(schema: GraphQLSchema, text: string, { timed, nameOf }: Compiling): Compiled {
  const document = timed('parse', () => parseWithLimits(text));
  const errors = timed('validate', () => validateWithLimits(schema, document));
  if (errors.length > 0) throw new InvalidDocument(errors.map(validationFailed));
  return timed('compile', () => compileValid(schema, document, nameOf));
}

function compileValid(schema: GraphQLSchema, document: DocumentNode, nameOf: Compiling['nameOf']): Compiled {
  const compiled = new Map<string, KnownOperation>();
  for (const each of document.definitions) {
    if (each.kind !== 'OperationDefinition') continue;
    compiled.set(each.name?.value ?? '', {
      compiled: new CompiledOperation(schema, document, each),
      costOf: operationCost(schema, document, each),
      knownName: nameOf(document, each),
    });
  }
  const [only] = compiled.values();
  if (only && compiled.size === 1) compiled.set('', only);
  return compiled;
}
