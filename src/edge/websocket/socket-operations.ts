import type { ExecutionArgs } from 'graphql';
import type { Context, OperationResult, ServerOptions, SubscribePayload } from 'graphql-ws';
import type { Authenticate } from '../../accounts/authenticate.ts';
import { LexError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { SocketLimits } from '../limits/socket-limits.ts';
import type { ResolveDocument } from '../persisted/resolve-document.ts';
import { readGraphqlParams } from '../request/graphql-params.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import type { PublicErrors } from '../request/public-error.ts';
import type { YogaServer } from '../yoga/yoga.ts';
import { createSocketRequest } from './socket-request.ts';
import type { SocketSession } from './socket-session.ts';

export interface SocketOperationsOptions {
  readonly authenticate: Authenticate;
  readonly yoga: YogaServer;
  readonly resolveDocument: ResolveDocument;
  readonly publicErrors: PublicErrors;
  readonly log: Logger;
  readonly limits: SocketLimits;
}

type SocketContext = Context<Record<string, unknown>, SocketSession>;
type Hooks = Pick<
  ServerOptions<Record<string, unknown>, SocketSession>,
  'onConnect' | 'onSubscribe' | 'onComplete' | 'execute' | 'subscribe'
>;

/**
 * Runs a socket's operations through Yoga's pipeline, as hooks of graphql-ws. What HTTP refuses, the same functions
 * refuse here, and whatever is wrong with an operation ends that operation alone, never the socket.
 */
export function createSocketOperations(options: SocketOperationsOptions): Hooks {
  const { publicErrors, limits, log } = options;
  const pipelines = createPipelines(options);

  return {
    async onConnect({ extra: session, connectionParams: payload }: SocketContext) {
      try {
        session.viewer = await options.authenticate({ transport: 'socket', payload });
        return true;
      } catch (error) {
        // Anything else is a fault of ours: the socket closes with 4500, and the log has the error.
        if (!(error instanceof LexError)) throw error;
        return false;
      }
    },
    async onSubscribe({ extra: session }: SocketContext, _id, payload) {
      const { viewer } = session;
      // graphql-ws has refused what comes before connection_init.
      if (!viewer) throw new TypeError('An operation began before its socket.');
      const request = createSocketRequest(viewer, log);
      try {
        if (session.running >= limits.operations) {
          throw new LexError('RATE_LIMITED', `A socket runs up to ${limits.operations} operations at a time.`);
        }
        session.start(payload, request);
        return await pipelines.prepare(payload, request);
      } catch (error) {
        session.end(payload);
        const errors = error instanceof InvalidDocument ? error.errors : [error];
        return errors.map((each) => publicErrors.of(each, request.requestId));
      }
    },
    onComplete({ extra: session }: SocketContext, _id, payload) {
      session.end(payload);
    },
    execute: (args) => pipelines.run('execute', args),
    subscribe: (args) => pipelines.run('subscribe', args),
  };
}

/** Yoga's pipeline for each operation, from the message that begins it to its result. */
function createPipelines({ yoga, resolveDocument, publicErrors }: SocketOperationsOptions) {
  const prepared = new WeakMap<
    ExecutionArgs,
    { readonly request: GraphqlRequest; readonly envelop: ReturnType<typeof yoga.getEnveloped> }
  >();
  return {
    /**
     * Parses and validates the document, and creates the context.
     *
     * @throws {InvalidDocument} when the document isn't valid
     * @throws {GraphQLError} when something else is wrong with what the client sent
     */
    async prepare(payload: SubscribePayload, request: GraphqlRequest): Promise<ExecutionArgs> {
      const params = readGraphqlParams(payload);
      const { operationName, variables } = params;
      const query = resolveDocument(params);
      const envelop = yoga.getEnveloped({ graphqlRequest: request, params: { query, operationName, variables } });
      const document = envelop.parse(query);
      const errors = envelop.validate(envelop.schema, document);
      if (errors.length > 0) throw new InvalidDocument(errors);
      const args = {
        schema: envelop.schema,
        document,
        operationName,
        variableValues: variables,
        contextValue: await envelop.contextFactory(),
      };
      prepared.set(args, { request, envelop });
      return args;
    },
    /** Runs what was prepared. It never fails: an error is the result. */
    async run(how: 'execute' | 'subscribe', args: ExecutionArgs): Promise<Awaited<OperationResult>> {
      const pipeline = prepared.get(args);
      if (!pipeline) throw new TypeError('These arguments were not prepared here.');
      try {
        return await pipeline.envelop[how](args);
      } catch (error) {
        return { errors: [publicErrors.of(error, pipeline.request.requestId)] };
      }
    },
  };
}

class InvalidDocument extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super();
    this.errors = errors;
  }
}
