import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Caller } from '../../accounts/viewer.ts';
import type { OperationRequest } from '../../api/context.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { Rates } from '../../rates/rates.ts';
import { withSpan } from '../../tracing/active-span.ts';
import { inSpan } from '../../tracing/in-span.ts';
import type { Span } from '../../tracing/span.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import type { ResultSize } from '../execution/result-size.ts';
import type { ResultObserver } from '../execution/run.ts';
import { createAnswerSize } from '../limits/answer-size.ts';
import { checkCost } from '../limits/check-cost.ts';
import { REFUSED_POINTS } from '../limits/cost/cost-of-refused.ts';
import { MAX_COST } from '../limits/document-limits.ts';
import { EXECUTION_TIME, type ExecutionTime, withinTime } from '../limits/execution-time.ts';
import type { Overload } from '../overload/overload.ts';
import type { ResolveDocument, ResolvedDocument } from '../persisted/resolve-document.ts';
import type { GraphqlParams } from '../request/graphql-params.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { endOperationSpan, inOperationSpan } from '../tracing/operation-span.ts';
import { createCheckAccess } from './check-access.ts';
import type { KnownDocuments } from './known-documents.ts';
import type { OpenSubscriptions } from './open-subscriptions.ts';
import { createSubscribe, type Subscribed } from './subscribe.ts';
import { admit } from './transport-rules.ts';

export interface OperationsOptions {
  readonly schema: GraphQLSchema;
  readonly documents: KnownDocuments;
  /** Called for each operation, once it is known to be valid. */
  readonly createContext: (request: OperationRequest) => object;
  readonly resolveDocument: ResolveDocument;
  readonly publicErrors: PublicErrors;
  readonly subscriptions: OpenSubscriptions;
  /** What each user may ask for in a minute. */
  readonly rates: Rates;
  /** Refuses what there is too much of. */
  readonly overload: Pick<Overload, 'refuseUnread' | 'refuseOperation'>;
  /** @default {@link EXECUTION_TIME} */
  readonly executionTime?: ExecutionTime;
  /** Told of each operation's result, of a subscription when it begins. */
  readonly observe: Metrics['operation'];
  /** Gives the counts of the events that are sent. */
  readonly events: Metrics['events'];
}

/** An operation that may run. */
export interface PreparedOperation {
  readonly compiled: CompiledOperation;
  /** Its name, where the server knows its document by itself. */
  readonly knownName: string | undefined;
  readonly variables: GraphqlParams['variables'];
  readonly request: GraphqlRequest;
  /** In points. */
  readonly cost: number;
  /** When its request had been read, as `performance.now()` counts. */
  readonly began: number;
  /** Whether the client asks to be told the cost, with `"cost": true` among the request's extensions. */
  readonly tellsCost: boolean;
  /** Undefined where nothing is traced. */
  readonly span: Span | undefined;
}

export interface RunningOptions {
  /** What several queries share; else the operation gets a context of its own. */
  readonly context?: object;
  /** Told of each object that the result is made from. */
  readonly observer?: ResultObserver;
  /** Counts the results of a batch together; else the operation has a count of its own. */
  readonly size?: ResultSize;
}

/** What operations go through, whichever way they came. */
export interface Operations {
  /**
   * Finds the document, checks it and whether its caller may run it, and compiles it unless that has been done. It
   * gives no promise when all is at hand.
   *
   * @throws what is wrong with the request: {@link refusalsOf} takes it apart
   */
  prepare(params: GraphqlParams, request: GraphqlRequest): PreparedOperation | Promise<PreparedOperation>;
  /** What the resolvers of one operation are given, or of several queries that are answered together. */
  createContext(operation: PreparedOperation): object;
  /** Runs a query or a mutation. It never fails: an error is in the result, and public. */
  run(operation: PreparedOperation, options?: RunningOptions): Promise<ExecutionResult>;
  /** Counts a query that was answered with what an earlier run had made. */
  countAnswered(operation: PreparedOperation): void;
  /** Begins a subscription, which ends with its request; the result is an error when it can't begin. */
  subscribe(operation: PreparedOperation): Promise<Subscribed>;
}

/** The pipeline of operations: what holds for all of them holds here. */
export function createOperations(options: OperationsOptions): Operations {
  const { publicErrors, observe } = options;

  const show = (result: ExecutionResult, { requestId }: GraphqlRequest): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map((error) => publicErrors.of(error, requestId)) } : result;

  const count = createCount(observe);

  const failure = (error: unknown, { requestId }: GraphqlRequest): ExecutionResult => ({
    errors: [publicErrors.of(error, requestId)],
  });
  const createContext = (operation: PreparedOperation): object => options.createContext(new Asked(operation));

  const { queryMs, mutationMs } = options.executionTime ?? EXECUTION_TIME;
  const timeOf = ({ operation }: CompiledOperation): number =>
    operation.operation === 'mutation' ? mutationMs : queryMs;

  const subscribe = createSubscribe({ ...options, show, failure });

  const prepare = createPrepare(options);

  const run = async (
    operation: PreparedOperation,
    { context, observer, size = createAnswerSize() }: RunningOptions,
  ): Promise<ExecutionResult> => {
    const { compiled, variables, request } = operation;
    try {
      const contextValue = context ?? createContext(operation);
      const running = compiled.run({ contextValue, variables, observer, size });
      // The request of a batch is that of others too.
      const onLate = (): void => (request.batched ? undefined : request.end());
      return show(await withinTime(running, timeOf(compiled), onLate), request);
    } catch (error) {
      return failure(error, request);
    }
  };

  return {
    prepare: (params, request) => inOperationSpan((span) => prepare(span, params, request)),
    createContext,
    async run(operation, running = {}) {
      const { span } = operation;
      const runAt = performance.now();
      const result = await (span
        ? withSpan(span, () => inSpan(EXECUTING, () => run(operation, running)))
        : run(operation, running));
      count(operation, result, runAt);
      return operation.tellsCost ? { ...result, extensions: { cost: toldCost(operation) } } : result;
    },
    countAnswered: (operation) => count(operation, {}),
    async subscribe(operation) {
      const result = await withSpan(operation.span, () => subscribe(operation));
      count(operation, Symbol.asyncIterator in result ? {} : result);
      return result;
    },
  };
}

const EXECUTING = () => ({ name: 'graphql.execute' });

/** Makes what finds an operation and checks it, given the span for both. */
function createPrepare({ schema, documents, resolveDocument, rates, overload }: OperationsOptions) {
  const checkAccess = createCheckAccess(schema);

  return (
    span: Span | undefined,
    params: GraphqlParams,
    request: GraphqlRequest,
  ): PreparedOperation | Promise<PreparedOperation> => {
    const began = performance.now();
    const { variables, operationName, extensions } = params;
    const { viewer } = request;
    overload.refuseUnread(request);
    rates.refuseSpent(viewer);
    const check = ({ text, onValid }: ResolvedDocument) => {
      try {
        const { compiled, costOf, knownName } = documents.operation(text, operationName);
        onValid?.();
        admit(compiled.operation, request);
        checkAccess(compiled, viewer);
        const cost = costOf(variables);
        checkCost(cost);
        return { compiled, knownName, cost };
      } catch (error) {
        // To find out that it is refused has cost something as well.
        rates.charge(viewer, REFUSED_POINTS);
        throw error;
      }
    };
    const prepare = (document: ResolvedDocument): PreparedOperation | Promise<PreparedOperation> => {
      const { compiled, knownName, cost } = check(document);
      overload.refuseOperation(compiled, request);
      const tellsCost = extensions?.['cost'] === true;
      // Member by member: V8 puts what a spread makes here into old space, where each would hold its request with its
      // answer until the next full collection. All others then take three times as long.
      const prepared = { compiled, knownName, cost, variables, request, began, tellsCost, span };
      return rates.take(viewer, 'points', cost)?.then(() => prepared) ?? prepared;
    };
    const resolved = resolveDocument(params);
    return resolved instanceof Promise ? resolved.then(prepare) : prepare(resolved);
  };
}

/** @returns is told when the operation began to run, if it did */
function createCount(observe: OperationsOptions['observe']) {
  return (
    { compiled, knownName, began, cost, span }: PreparedOperation,
    { errors }: ExecutionResult,
    runAt?: number,
  ): void => {
    const { operation: type, name } = compiled.operation;
    const outcome = errors?.[0] ? String(errors[0].extensions['code']) : 'ok';
    const now = performance.now();
    observe({
      type,
      name: knownName,
      outcome,
      ms: now - began,
      runMs: runAt === undefined ? undefined : now - runAt,
    });
    endOperationSpan(span, { type, name: name?.value, cost, outcome });
  };
}

function toldCost({ cost }: PreparedOperation): { was: number; allowed: number } {
  return { was: cost, allowed: MAX_COST };
}

/** What the context of an operation is made from; its request makes a signal when somebody asks for it. */
class Asked implements OperationRequest {
  readonly requestId: string;
  readonly viewer: Caller;
  readonly operation: OperationRequest['operation'];
  readonly #request: GraphqlRequest;

  constructor({ compiled, request }: PreparedOperation) {
    this.requestId = request.requestId;
    this.viewer = request.viewer;
    this.operation = compiled.operation.operation;
    this.#request = request;
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }
}
