import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  locatedError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { CollectedErrors } from './collected-errors.ts';
import { conditionVariables } from './condition-variables.ts';
import { isPromise } from './is-promise.ts';
import type { ResultSize } from './result-size.ts';
import type { ResultObserver, Run, Source } from './run.ts';
import { Selection } from './selection.ts';

/** What one run of an operation is given. */
export interface RunOptions {
  readonly contextValue: unknown;
  /** The event of a subscription; undefined for queries and mutations. */
  readonly rootValue?: unknown;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly observer?: ResultObserver | undefined;
  /** Bounds the result, and others that are counted with it. */
  readonly size?: ResultSize | undefined;
}

/** As graphql-js has it: more problems with variables than these aren't told. */
const MOST_VARIABLE_ERRORS = 50;
/** The most forms that are kept of an operation whose fields depend on variables, one for each combination of these. */
const MOST_FORMS = 16;
/**
 * The most fields that are kept of an operation, for each UTF-16 unit of its document: a field that stands for itself
 * takes more than six of them. Fragments in fragments may stand for far more fields than a document has characters, as
 * many as there are places in the result; these are worked out for each run.
 */
const MOST_FIELDS_PER_CHARACTER = 0.5;
/** So many more are kept, for a short document may meet many types. All its operations share what is kept of it. */
const FEW_FIELDS = 64;

/**
 * An operation that is ready to be run, any number of times and also at the same time. The document has been validated
 * against the schema.
 */
export class CompiledOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly #source: Source;
  readonly #rootType: GraphQLObjectType | undefined;
  readonly #conditions: readonly string[];
  readonly #forms = new Map<string, Selection>();
  readonly #mostFields: number;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.document = document;
    this.operation = operation;
    const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
    }
    this.#source = { schema, operation, fragments, fields: 0 };
    this.#rootType = schema.getRootType(operation.operation) ?? undefined;
    const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length;
    this.#mostFields = (FEW_FIELDS + (document.loc?.end ?? 0) * MOST_FIELDS_PER_CHARACTER) / operations;
    this.#conditions = conditionVariables(operation, fragments);
  }

  /** The result, or a promise of it; an error is in the result, alone when the result got too large. */
  run({ contextValue, rootValue, variables, observer, size }: RunOptions): ExecutionResult | Promise<ExecutionResult> {
    if (size?.failure) return { errors: [size.failure] };
    const read = this.#read(variables);
    if (!read.coerced) return { errors: read.errors ?? [] };
    const run: Run = {
      source: this.#source,
      contextValue,
      rootValue,
      variableValues: read.coerced,
      arguments: new Map(),
      errors: new CollectedErrors(),
      observer,
      size,
    };
    const inTurn = this.operation.operation === OperationTypeNode.MUTATION;
    try {
      const form = this.#formFor(read.coerced);
      const data = inTurn ? form.runInTurn(run, rootValue, undefined) : form.run(run, rootValue, undefined);
      if (!isPromise(data)) return this.#end(data, run);
      return data.then(
        (resolved) => this.#end(resolved, run),
        (error: unknown) => this.#fail(error, run),
      );
    } catch (error) {
      return this.#fail(error, run);
    }
  }

  #fail(error: unknown, run: Run): ExecutionResult {
    run.errors.add(error instanceof GraphQLError ? error : locatedError(error, undefined), undefined);
    return this.#end(null, run);
  }

  #end(data: Record<string, unknown> | null, { errors, size }: Run): ExecutionResult {
    // What one run had need of may be far more than is worth keeping.
    if (this.#source.fields > this.#mostFields) this.#forms.clear();
    if (size?.failure) return { errors: [size.failure] };
    return errors.all.length === 0 ? { data } : { errors: errors.all, data };
  }

  /** The first field at the root, the only one of a subscription; undefined when the variables leave that open. */
  rootField(variables: RunOptions['variables']): GraphQLField<unknown, unknown> | undefined {
    const { coerced } = this.#read(variables);
    try {
      return coerced && this.#formFor(coerced).first;
    } catch {
      // What is wrong is said when it is about to run.
      return undefined;
    }
  }

  #read(variables: RunOptions['variables']): ReturnType<typeof getVariableValues> {
    const { variableDefinitions = [] } = this.operation;
    if (variableDefinitions.length === 0) return { coerced: {} };
    return getVariableValues(this.#source.schema, variableDefinitions, variables ?? {}, {
      maxErrors: MOST_VARIABLE_ERRORS,
    });
  }

  /**
   * The fields at the root for these variables: those that `@skip` and `@include` name decide which there are. One that
   * is no boolean makes an error wherever it decides something.
   *
   * @throws {GraphQLError} when the schema has no such operations, or a variable at the root is no boolean
   */
  #formFor(variableValues: Readonly<Record<string, unknown>>): Selection {
    const { schema, fragments, operation } = this.#source;
    if (!this.#rootType) {
      const message = `Schema is not configured to execute ${operation.operation} operation.`;
      throw new GraphQLError(message, { nodes: operation });
    }
    const key = this.#conditions.map((name) => KEYS.get(variableValues[name]) ?? '-').join('');
    const known = this.#forms.get(key);
    if (known) return known;
    const asked = collectFields(schema, fragments, variableValues, this.#rootType, operation.selectionSet);
    const isKept = this.#source.fields <= this.#mostFields && this.#forms.size < MOST_FORMS;
    const made = new Selection(isKept ? this.#source : { ...this.#source, fields: 0 }, this.#rootType, asked);
    if (isKept) this.#forms.set(key, made);
    return made;
  }
}

const KEYS: ReadonlyMap<unknown, string> = new Map([
  [true, '1'],
  [false, '0'],
]);
