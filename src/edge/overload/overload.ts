import type { IncomingMessage } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { LexError } from '../../errors.ts';
import type { Queueing } from '../../graphql/queueing-rule.ts';
import type { Load } from '../../load/load.ts';
import type { Shed } from '../../metrics/shed-metrics.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import type { ConnectionRoom } from './connection-room.ts';
import { QueueLength } from './queue-length.ts';
import { createQueueingOf } from './queueing-of-operation.ts';

/** What is refused while the process has too much to do. Each function throws OVERLOADED, or returns. */
export interface Overload {
  /**
   * Before the body of a request is read. While the process is busy, short bodies are read all the same: only then can
   * it be known whether they only put work off.
   *
   * @throws {LexError}
   */
  refuseRequest(request: IncomingMessage): void;
  /** Before a connection becomes a WebSocket. @throws {LexError} */
  refuseHandshake(connection: object): void;
  /** Before a document is looked for, on HTTP as on a socket. @throws {LexError} */
  refuseUnread(request: GraphqlRequest): void;
  /** Once it is known what is to run. @throws {LexError} */
  refuseOperation(compiled: CompiledOperation, request: GraphqlRequest): void;
  /** The same for what is no operation, over HTTP. @throws {LexError} */
  refuseWork(queueing: Queueing | undefined): void;
}

export interface OverloadOptions {
  readonly load: Load;
  readonly room: Pick<ConnectionRoom, 'isSurplus'>;
  readonly schema: GraphQLSchema;
  /** How many jobs wait in the queue. */
  readonly waitingJobs: () => Promise<number>;
  /** While the process is busy, more work is put into the queue as long as it holds no more than this. */
  readonly shortQueue: number;
  /** Told of each refusal. */
  readonly observe: (refused: Shed) => void;
}

/** The longest body that is read while the process is busy, in bytes: a message of some length fits into it. */
const SHORT_BODY_BYTES = 16 * 1024;
/** What clients are told to wait at least, and how much more at most, in milliseconds: they shouldn't come together. */
const LEAST_WAIT_MS = 1_000;
const WAIT_SPREAD_MS = 4_000;

export function createOverload(options: OverloadOptions): Overload {
  const { load, room, schema, waitingJobs, shortQueue, observe } = options;
  const queueingOf = createQueueingOf(schema);
  const queue = new QueueLength(waitingJobs);
  const refuse = (via: Shed['via'], shortage: Shed['shortage'] = load.shortage ?? 'loop'): never => {
    observe({ via, shortage });
    throw overloaded();
  };
  const isPutOff = (queueing: Queueing | undefined): boolean =>
    queueing === 'ends' || (queueing === 'adds' && queue.read() <= shortQueue);
  const wayOf = ({ method }: GraphqlRequest): 'http' | 'socket' => (method === undefined ? 'socket' : 'http');

  return {
    refuseRequest(request) {
      if (room.isSurplus(request.socket)) refuse('http', 'files');
      if (load.level === 'overloaded' || (load.level === 'busy' && !hasShortBody(request))) refuse('http');
    },
    refuseHandshake(connection) {
      if (room.isSurplus(connection)) refuse('handshake', 'files');
      if (load.level !== 'calm') refuse('handshake');
    },
    refuseUnread(request) {
      if (load.level === 'overloaded') refuse(wayOf(request));
    },
    refuseOperation(compiled, request) {
      if (load.level !== 'calm' && !isPutOff(queueingOf(compiled))) refuse(wayOf(request));
    },
    refuseWork(queueing) {
      if (load.level === 'overloaded' || (load.level === 'busy' && !isPutOff(queueing))) refuse('http');
    },
  };
}

function overloaded(): LexError {
  return new LexError('OVERLOADED', 'The server has more to do than it can: try again in a few seconds.', {
    retryAfterMs: retryWhenLess(),
  });
}

/** How long a client should wait until there is less to do, in milliseconds. */
export function retryWhenLess(): number {
  return LEAST_WAIT_MS + Math.round(Math.random() * WAIT_SPREAD_MS);
}

/** Whether a request says that it has a short body. A query by GET has none, and is nothing that could wait. */
function hasShortBody({ method, headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return method === 'POST' && length !== undefined && Number(length) <= SHORT_BODY_BYTES;
}
