import {
  type DocumentNode,
  type ExecutionResult,
  execute,
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
import type { Run, Source } from './run.ts';
import { Selection } from './selection.ts';

/** What one run of an operation is given. */
export interface RunOptions {
  readonly contextValue: unknown;
  /** The event of a subscription; undefined for queries and mutations. */
  readonly rootValue?: unknown;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** As graphql-js has it: more problems with variables than these aren't told. */
const MOST_VARIABLE_ERRORS = 50;
/** The most forms that are kept of an operation whose fields depend on variables, one for each combination of these. */
const MOST_FORMS = 16;
/**
 * The most fields that are kept of an operation. Fragments in fragments may stand for far more fields than a document
 * has characters, as many as there are places in the result; a document of the longest length, in which each field
 * stands for itself, stays below this.
 */
const MOST_FIELDS = 50_000;

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

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.document = document;
    this.operation = operation;
    const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;
    }
    this.#source = { schema, operation, fragments, fields: 0 };
    this.#rootType = schema.getRootType(operation.operation) ?? undefined;
    this.#conditions = conditionVariables(document);
  }

  /** The result, or a promise of it; an error is in the result. */
  run({ contextValue, rootValue, variables }: RunOptions): ExecutionResult | Promise<ExecutionResult> {
    const read = this.#read(variables);
    if (!read.coerced) return { errors: read.errors ?? [] };
    const form = this.#formFor(read.coerced);
    if (!form) return this.#runPlainly({ contextValue, rootValue, variables });
    const run: Run = {
      source: this.#source,
      contextValue,
      rootValue,
      variableValues: read.coerced,
      arguments: new Map(),
      errors: new CollectedErrors(),
    };
    const inTurn = this.operation.operation === OperationTypeNode.MUTATION;
    try {
      const data = inTurn ? form.runInTurn(run, rootValue, undefined) : form.run(run, rootValue, undefined);
      if (!isPromise(data)) return resultOf(data, run);
      return data.then(
        (resolved) => resultOf(resolved, run),
        (error: unknown) => failed(error, run),
      );
    } catch (error) {
      return failed(error, run);
    }
  }

  /** The first field at the root, the only one of a subscription; undefined when the variables leave that open. */
  rootField(variables: RunOptions['variables']): GraphQLField<unknown, unknown> | undefined {
    const { coerced } = this.#read(variables);
    return coerced && this.#formFor(coerced)?.first;
  }

  #read(variables: RunOptions['variables']): ReturnType<typeof getVariableValues> {
    const { variableDefinitions = [] } = this.operation;
    if (variableDefinitions.length === 0) return { coerced: {} };
    return getVariableValues(this.#source.schema, variableDefinitions, variables ?? {}, {
      maxErrors: MOST_VARIABLE_ERRORS,
    });
  }

  /** By graphql-js, which keeps nothing: for what is rare. */
  #runPlainly({ contextValue, rootValue, variables }: RunOptions): ExecutionResult | Promise<ExecutionResult> {
    return execute({
      schema: this.#source.schema,
      document: this.document,
      operationName: this.operation.name?.value,
      contextValue,
      rootValue,
      variableValues: variables,
    });
  }

  /**
   * The fields at the root for these variables: those that `@skip` and `@include` name decide which there are.
   * Undefined when one of them is no boolean, which makes an error at its place, and for operations of too many fields.
   */
  #formFor(variableValues: Readonly<Record<string, unknown>>): Selection | undefined {
    const { schema, fragments } = this.#source;
    if (!this.#rootType || this.#source.fields > MOST_FIELDS) return undefined;
    let key = '';
    for (const name of this.#conditions) {
      const value = variableValues[name];
      if (typeof value !== 'boolean') return undefined;
      key += value ? '1' : '0';
    }
    const known = this.#forms.get(key);
    if (known) return known;
    const { selectionSet } = this.operation;
    const asked = collectFields(schema, fragments, variableValues, this.#rootType, selectionSet);
    const made = new Selection(this.#source, this.#rootType, asked);
    if (this.#forms.size < MOST_FORMS) this.#forms.set(key, made);
    return made;
  }
}

function resultOf(data: Record<string, unknown>, { errors }: Run): ExecutionResult {
  return errors.all.length === 0 ? { data } : { errors: errors.all, data };
}

function failed(error: unknown, { errors }: Run): ExecutionResult {
  errors.add(error instanceof GraphQLError ? error : locatedError(error, undefined), undefined);
  return { errors: errors.all, data: null };
}
