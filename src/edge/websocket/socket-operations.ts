import { randomUUID } from 'node:crypto';
import type { ExecutionArgs } from 'graphql';
import type { Context, OperationResult, ServerOptions, SubscribePayload } from 'graphql-ws';
import { LexError } from '../../errors.ts';
import { nameOperation } from '../request/request-log.ts';
import type { Logger } from '../../log.ts';
import type { Exchange } from '../request/graphql-request.ts';
import { readGraphqlParams } from '../request/graphql-params.ts';
import type { ResolveDocument } from '../persisted/persisted.ts';
import type { PublicErrors } from '../request/public-error.ts';
import type { SocketLimits } from '../limits/socket-limits.ts';
import type { YogaServer } from '../yoga/yoga.ts';

/** What one socket has running. */
export class RunningOperations {
  readonly #exchanges = new Map<SubscribePayload, Exchange>();

  get count(): number {
    return this.#exchanges.size;
  }

  start(payload: SubscribePayload, exchange: Exchange): void {
    this.#exchanges.set(payload, exchange);
  }

  end(payload: SubscribePayload): void {
    this.#exchanges.get(payload)?.end();
    this.#exchanges.delete(payload);
  }

  endAll(): void {
    for (const payload of this.#exchanges.keys()) this.end(payload);
  }
}

export interface SocketOperationsOptions {
  readonly yoga: YogaServer;
  readonly resolveDocument: ResolveDocument;
  readonly publicErrors: PublicErrors;
  readonly log: Logger;
  readonly limits: SocketLimits;
}

type Extra = RunningOperations;
type SocketContext = Context<Record<string, unknown>, Extra>;
type Hooks = Pick<
  ServerOptions<Record<string, unknown>, Extra>,
  'onSubscribe' | 'onComplete' | 'execute' | 'subscribe'
>;

/**
 * Runs a socket's operations through Yoga's pipeline. What HTTP refuses is refused here by the same functions, and
 * whatever is wrong with an operation ends that operation alone, never the socket.
 */
export function createSocketOperations(options: SocketOperationsOptions): { hooks: Hooks; open(): RunningOperations } {
  const { yoga, resolveDocument, publicErrors, limits } = options;
  const pipelines = new WeakMap<ExecutionArgs, { exchange: Exchange; envelop: ReturnType<typeof yoga.getEnveloped> }>();

  const prepare = async (payload: SubscribePayload, exchange: Exchange): Promise<ExecutionArgs> => {
    const params = readGraphqlParams(payload);
    const { operationName, variables } = params;
    const query = resolveDocument(params);
    const envelop = yoga.getEnveloped({ exchange, params: { query, operationName, variables } });
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
    pipelines.set(args, { exchange, envelop });
    return args;
  };

  const run = async (how: 'execute' | 'subscribe', args: ExecutionArgs): Promise<Awaited<OperationResult>> => {
    const pipeline = pipelines.get(args);
    if (!pipeline) throw new TypeError('These arguments were not prepared here.');
    try {
      return await pipeline.envelop[how](args);
    } catch (error) {
      return { errors: [publicErrors.of(error, pipeline.exchange.requestId)] };
    }
  };

  const hooks: Hooks = {
    async onSubscribe({ extra: running }: SocketContext, _id, payload) {
      const exchange = createSocketExchange(options.log);
      try {
        if (running.count >= limits.operations) {
          throw new LexError('RATE_LIMITED', `A socket runs up to ${limits.operations} operations at a time.`);
        }
        running.start(payload, exchange);
        return await prepare(payload, exchange);
      } catch (error) {
        running.end(payload);
        const errors = error instanceof InvalidDocument ? error.errors : [error];
        return errors.map((each) => publicErrors.of(each, exchange.requestId));
      }
    },
    onComplete({ extra: running }: SocketContext, _id, payload) {
      running.end(payload);
    },
    execute: (args) => run('execute', args),
    subscribe: (args) => run('subscribe', args),
  };
  return { hooks, open: () => new RunningOperations() };
}

class InvalidDocument extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super();
    this.errors = errors;
  }
}

/** An exchange with an id of its own, which writes its line to the log when it ends. */
function createSocketExchange(log: Logger): Exchange {
  const requestId = randomUUID();
  const startedAt = performance.now();
  const ended = new AbortController();
  const operations: Exchange['operations'] = [];
  return {
    requestId,
    signal: ended.signal,
    method: undefined,
    answer: 'json',
    stream: true,
    operations,
    batched: false,
    readParams: async () => undefined,
    end() {
      if (ended.signal.aborted) return;
      ended.abort();
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      log.info({ requestId, operations: operations.map(nameOperation), durationMs }, 'socket operation');
    },
  };
}
