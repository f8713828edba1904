import type { ExecutionArgs, GraphQLSchema } from 'graphql';
import type { Context, ServerOptions } from 'graphql-ws';
import type { Authenticate } from '../../accounts/authenticate.ts';
import { LexError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { SocketLimits } from '../limits/socket-limits.ts';
import { refusalsOf } from '../operations/known-documents.ts';
import type { Operations, PreparedOperation } from '../operations/operations.ts';
import { readGraphqlParams } from '../request/graphql-params.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { sendResults } from './send-results.ts';
import type { SocketConnection } from './socket-connection.ts';
import { SocketRequest } from './socket-request.ts';
import type { SocketSession } from './socket-session.ts';

export interface SocketOperationsOptions {
  readonly authenticate: Authenticate;
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly publicErrors: PublicErrors;
  readonly log: Logger;
  readonly limits: SocketLimits;
}

interface Prepared {
  readonly operation: PreparedOperation;
  readonly id: string;
  readonly connection: SocketConnection;
}

type SocketContext = Context<Record<string, unknown>, SocketSession>;
type Hooks = Pick<
  ServerOptions<Record<string, unknown>, SocketSession>,
  'onConnect' | 'onSubscribe' | 'onComplete' | 'execute' | 'subscribe'
>;

/**
 * Runs a socket's operations, as hooks of graphql-ws. What HTTP refuses, the same functions
 * refuse here, and whatever is wrong with an operation ends that operation alone, never the socket.
 */
export function createSocketOperations(options: SocketOperationsOptions): Hooks {
  const { operations, publicErrors, limits, log } = options;
  const prepared = new WeakMap<ExecutionArgs, Prepared>();

  const find = (args: ExecutionArgs): Prepared => {
    const operation = prepared.get(args);
    if (!operation) throw new TypeError('These arguments were not prepared here.');
    return operation;
  };

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
    async onSubscribe({ extra: session }: SocketContext, id, payload) {
      const { viewer, connection } = session;
      // graphql-ws has refused what comes before connection_init.
      if (!viewer) throw new TypeError('An operation began before its socket.');
      const request = new SocketRequest(viewer, log);
      try {
        if (session.running >= limits.operations) {
          throw new LexError('RATE_LIMITED', `A socket runs up to ${limits.operations} operations at a time.`);
        }
        session.start(payload, request);
        const operation = operations.prepare(readGraphqlParams(payload), request);
        // What graphql-ws looks at is the kind of the operation.
        const { document, operation: node } = operation.compiled;
        const args = { schema: options.schema, document, operationName: node.name?.value };
        prepared.set(args, { operation, id, connection });
        return args;
      } catch (error) {
        session.end(payload);
        return refusalsOf(error).map((each) => publicErrors.of(each, request.requestId));
      }
    },
    onComplete({ extra: session }: SocketContext, _id, payload) {
      session.end(payload);
    },
    execute: (args) => operations.run(find(args).operation),
    async subscribe(args) {
      const found = find(args);
      const results = await operations.subscribe(found.operation);
      return Symbol.asyncIterator in results ? sendResults(results, found) : results;
    },
  };
}
