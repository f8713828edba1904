import { createSourceEventStream, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { OperationRequest } from '../../api/context.ts';
import { readJoinable } from '../../graphql/joinable.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { createAnswerSize } from '../limits/answer-size.ts';
import type { Ending } from '../request/ending.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import { newRequestId } from '../request/request-id.ts';
import type { Audience, Begun } from './audience.ts';
import { Audiences } from './audiences.ts';
import type { EventResult } from './event-result.ts';
import type { OpenSubscriptions } from './open-subscriptions.ts';
import type { PreparedOperation } from './operations.ts';
import type { Told } from './shared-source.ts';
import { jsonOf } from './write-result.ts';

export interface SubscribeOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: (request: OperationRequest) => object;
  readonly subscriptions: OpenSubscriptions;
  /** Gives the count of the events that are sent of a field. */
  readonly events: Metrics['events'];
  /** Makes a result public. */
  readonly show: (result: ExecutionResult, request: GraphqlRequest) => ExecutionResult;
  /** The public result of what failed as a whole. */
  readonly failure: (error: unknown, request: GraphqlRequest) => ExecutionResult;
}

/** Results as JSON in UTF-8, or the result that says why there are none. */
export type Subscribed = AsyncIterableIterator<Buffer> | ExecutionResult;

/** A subscription of an audience, and the count of the events that are sent of its field. */
interface Member {
  readonly request: GraphqlRequest;
  readonly audience: Audience;
  readonly sent: ReturnType<Metrics['events']>;
}

/** Works out what comes of an event. */
type ResultOf<E> = (event: E) => EventResult | Promise<EventResult>;

/** Where the variables leave the field open, it turns out that the subscription can't begin. */
const NO_FIELD = 'other';

/**
 * Begins subscriptions. What comes of an event is worked out and written once for all subscriptions of an audience;
 * where the field says that one source may serve several, they have one source too. Errors alone are shown to each
 * apart, for they quote the request.
 */
export function createSubscribe(options: SubscribeOptions): (operation: PreparedOperation) => Promise<Subscribed> {
  const { schema, createContext, subscriptions, events, show, failure } = options;
  const audiences = new Audiences();

  const begin = (
    { compiled, variables }: Pick<PreparedOperation, 'compiled' | 'variables'>,
    contextValue: object,
  ): Promise<Begun> =>
    createSourceEventStream({
      schema,
      document: compiled.document,
      operationName: compiled.operation.name?.value,
      contextValue,
      variableValues: variables,
    });

  const track = <E>(source: AsyncIterable<E>, { request, audience, sent }: Member, map: ResultOf<E>) => {
    const write = (made: EventResult): Buffer => (made.result.errors ? jsonOf(show(made.result, request)) : made.json);
    return subscriptions.track(source, {
      whenOver: (end) => request.whenOver(end),
      map(event) {
        sent.count += 1;
        const made = map(event);
        return made instanceof Promise ? made.then(write) : write(made);
      },
      last: (error) => jsonOf(failure(error, request)),
      onEnd() {
        request.end();
        audience.leave();
      },
    });
  };

  // Its context is made when the source or the first event needs it.
  const enter = ({ compiled, variables, request: { viewer } }: PreparedOperation): Audience => {
    let contextValue: object | undefined;
    const contextUntil = (ending: Ending): object => {
      contextValue ??= createContext(contextOf({ requestId: newRequestId(), viewer }, ending));
      return contextValue;
    };
    return audiences.enter(
      { compiled, variables, viewer },
      {
        begin: (ending) => begin({ compiled, variables }, contextUntil(ending)),
        run: (rootValue, ending) =>
          compiled.run({ contextValue: contextUntil(ending), rootValue, variables, size: createAnswerSize() }),
      },
    );
  };

  const beginIn = async (audience: Audience, operation: PreparedOperation): Promise<Subscribed> => {
    const { compiled, variables, request } = operation;
    const field = compiled.rootField(variables);
    const joinable = readJoinable(field?.extensions);
    const member = { request, audience, sent: events(field?.name ?? NO_FIELD) };
    if (joinable) {
      const told = await audience.join(joinable);
      return Symbol.asyncIterator in told ? track(told, member, resultOf) : show(told, request);
    }
    const source = await begin(operation, createContext(contextOf(request, request)));
    if (!(Symbol.asyncIterator in source)) return show(source, request);
    return track(source, member, (event) => audience.resultOf(event));
  };

  return async (operation) => {
    let audience: Audience | undefined;
    let begun: Subscribed;
    try {
      audience = enter(operation);
      begun = await beginIn(audience, operation);
    } catch (error) {
      begun = failure(error, operation.request);
    }
    // What has begun leaves when it ends.
    if (!(Symbol.asyncIterator in begun)) audience?.leave();
    return begun;
  };
}

/** @throws what the source failed with */
function resultOf(told: Told): EventResult {
  if (told.result) return told.result;
  throw told.failure;
}

/** What a context is made from: one of a subscription's own, or one that an audience has until its end. */
function contextOf(
  { requestId, viewer }: Pick<OperationRequest, 'requestId' | 'viewer'>,
  ending: Pick<OperationRequest, 'signal'>,
): OperationRequest {
  return {
    requestId,
    viewer,
    operation: 'subscription',
    get signal() {
      return ending.signal;
    },
  };
}
