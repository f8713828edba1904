import { CloseCode, type Message, MessageType, parseMessage, type SubscribeMessage } from 'graphql-ws';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { CredentialEnd } from '../../accounts/viewer.ts';
import { LexError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Rates } from '../../rates/rates.ts';
import { withSpan } from '../../tracing/active-span.ts';
import type { Tracer } from '../../tracing/span.ts';
import { enterLive } from '../limits/live-of-user.ts';
import type { OpenCounts } from '../limits/open-counts.ts';
import type { SocketLimits } from '../limits/socket-limits.ts';
import { refusalsOf } from '../operations/known-documents.ts';
import type { Operations } from '../operations/operations.ts';
import type { Subscribed } from '../operations/subscribe.ts';
import { jsonOf } from '../operations/write-result.ts';
import { type GraphqlParams, readGraphqlParams } from '../request/graphql-params.ts';
import type { PublicErrors } from '../request/public-error.ts';
import { listeningName } from './listening-name.ts';
import { refuseMessage, TRY_AGAIN_LATER } from './refuse-message.ts';
import { SocketCaller } from './socket-caller.ts';
import type { SocketConnection } from './socket-connection.ts';
import { SocketRequest } from './socket-request.ts';

export interface SocketSessionOptions {
  readonly authenticate: Authenticate;
  readonly operations: Operations;
  readonly publicErrors: PublicErrors;
  readonly log: Logger;
  readonly limits: SocketLimits;
  /** Counts the sockets and streams of each user. */
  readonly live: OpenCounts;
  /** What each user may ask for in a minute. */
  readonly rates: Rates;
  /** Left out where nothing is traced. */
  readonly tracer?: Tracer | undefined;
}

/**
 * The protocol graphql-transport-ws on one socket. graphql-ws reads the messages; its server isn't used, for it writes
 * each result for each socket anew, and holds several kilobytes for each subscription that waits.
 *
 * What HTTP refuses, the same functions refuse here, and whatever is wrong with an operation ends that operation alone,
 * never the socket. Only what is against the protocol does.
 */
export class SocketSession {
  readonly #connection: SocketConnection;
  readonly #options: SocketSessionOptions;
  /** One that its client has completed stays here until it has really ended. */
  readonly #running = new Set<SocketRequest>();
  /** Closes a socket that doesn't begin in time; undefined from its beginning on. */
  #late: NodeJS.Timeout | undefined;
  /** Takes the socket back from what is counted of its user. */
  #leave = (): void => undefined;
  #ended = false;
  /** Known when `connection_init` has been accepted; no operation begins before. */
  readonly #who: SocketCaller;

  /** @param address where the socket comes from */
  constructor(connection: SocketConnection, options: SocketSessionOptions, address: string | undefined) {
    this.#connection = connection;
    this.#who = new SocketCaller({
      authenticate: options.authenticate,
      address,
      onEnd: (end) => this.#endWith(end),
    });
    this.#options = options;
    this.#late = setTimeout(() => {
      connection.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, options.limits.initMs);
    connection.onMessage((data) => this.#take(data));
  }

  /** Ends everything, because the socket is closed. */
  end(): void {
    this.#ended = true;
    this.#leave();
    clearTimeout(this.#late);
    this.#who.close();
    for (const request of this.#running) request.end();
  }

  /** @throws {TypeError} for a message that only servers send */
  #take(data: string): Promise<void> | undefined {
    const refusal = refuseMessage(data.length, this.#who.caller, this.#options.rates);
    if (refusal) return void this.#connection.close(refusal.code, refusal.reason);
    let message: Message;
    try {
      message = parseMessage(data);
    } catch {
      return this.#close(CloseCode.BadRequest, 'Invalid message received');
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.#begin(message.payload ?? undefined);
      case MessageType.Ping:
        return this.#pong(message.payload ?? undefined);
      case MessageType.Pong:
        return undefined;
      case MessageType.Subscribe:
        return this.#subscribe(message);
      case MessageType.Complete:
        return this.#complete(message.id);
      default:
        throw new TypeError(`A client sent ${message.type}.`);
    }
  }

  async #begin(payload: Record<string, unknown> | undefined): Promise<void> {
    if (!this.#late) return this.#close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    clearTimeout(this.#late);
    this.#late = undefined;
    try {
      this.#leave = enterLive(await this.#who.enter(payload), this.#options.live);
      if (this.#ended) this.#leave();
    } catch (error) {
      // Anything else is a fault of ours: the socket closes with 4500, and the log has the error.
      if (!(error instanceof LexError)) throw error;
      if (error.code === 'RATE_LIMITED') return this.#connection.close(TRY_AGAIN_LATER, error.message);
      return this.#close(CloseCode.Forbidden, 'Forbidden');
    }
    return this.#send({ type: MessageType.ConnectionAck });
  }

  /** A ping that brings a fresh credential is answered with what became of it; the credential never comes back. */
  #pong(payload: Record<string, unknown> | undefined): Promise<void> | undefined {
    const shows = Object.keys(payload ?? {}).some((name) => name.toLowerCase() === 'authorization');
    if (!payload || !shows) return this.#send({ type: MessageType.Pong, payload });
    return this.#who.renew(payload).then((renewal) => this.#send({ type: MessageType.Pong, payload: { ...renewal } }));
  }

  /** A pong that nobody asked for: the protocol allows it, and clients that don't know what it says pass over it. */
  #tellListening(listening: string): void {
    void this.#send({ type: MessageType.Pong, payload: { listening } });
  }

  /** Clients come again after 4403, with a fresh credential if they have one; after 4401 they don't. */
  #endWith({ kind, error }: CredentialEnd): void {
    const code = kind === 'REVOKED' ? CloseCode.Unauthorized : CloseCode.Forbidden;
    this.#close(code, error.message);
    this.end();
  }

  #subscribe({ id, payload }: SubscribeMessage): Promise<void> | undefined {
    const { log, limits, tracer } = this.#options;
    const { caller } = this.#who;
    if (!caller) return this.#close(CloseCode.Unauthorized, 'Unauthorized');
    if (this.#wanted(id)) return this.#close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
    const request = new SocketRequest(id, caller, { tracer, extensions: payload.extensions, log });
    const tooMany = this.#running.size >= limits.operations;
    this.#running.add(request);
    return withSpan(request.span, () => this.#run(request, payload, tooMany));
  }

  async #run(request: SocketRequest, payload: SubscribeMessage['payload'], tooMany: boolean): Promise<void> {
    const { publicErrors, limits } = this.#options;
    const { id } = request;
    let begun: Promise<Subscribed>;
    let listening: string | undefined;
    try {
      if (tooMany) {
        throw new LexError('RATE_LIMITED', `A socket runs up to ${limits.operations} operations at a time.`, {
          retryAfterMs: 1_000,
        });
      }
      const params = readGraphqlParams(payload);
      listening = listeningName(params);
      const prepared = this.#prepare(params, request);
      begun = (await prepared)();
    } catch (error) {
      request.end();
      this.#running.delete(request);
      const errors = refusalsOf(error).map((each) => publicErrors.of(each, request.requestId));
      return request.wanted ? this.#send({ id, type: MessageType.Error, payload: errors }) : undefined;
    }
    // Not awaited by this one, which would be held for as long as the subscription is.
    return this.#answer(request, begun, listening);
  }

  /** What begins an operation that may run. A subscription that its client has completed meanwhile ends at once. */
  async #prepare(params: GraphqlParams, request: SocketRequest): Promise<() => Promise<Subscribed>> {
    const { operations } = this.#options;
    const operation = await operations.prepare(params, request);
    const isSubscription = operation.compiled.operation.operation === 'subscription';
    if (isSubscription && !request.wanted) request.end();
    return () => (isSubscription ? operations.subscribe(operation) : operations.run(operation));
  }

  /**
   * Sends all results of an operation. What it holds while it waits is held for each subscription.
   *
   * @param listening the name under which its client is told that a subscription listens; undefined: it isn't
   */
  async #answer(request: SocketRequest, begun: Promise<Subscribed>, listening: string | undefined): Promise<void> {
    try {
      const start = `{"id":${JSON.stringify(request.id)},"type":"next","payload":`;
      const results = await begun;
      if (Symbol.asyncIterator in results) {
        // Once it waits for its first event, which it does from the next line on.
        if (listening !== undefined) setImmediate(() => this.#tellListening(listening));
        for await (const json of results) {
          // Of all subscriptions that wait for a slow client, one at a time fills its buffer.
          for (let busy = this.#connection.taken(); busy; busy = this.#connection.taken()) await busy;
          const taken = this.#connection.sendShared(start, json);
          if (taken) await taken;
        }
      } else if (request.wanted) await this.#connection.sendShared(start, jsonOf(results));
    } finally {
      request.end();
      this.#running.delete(request);
    }
    if (request.wanted) await this.#send({ id: request.id, type: MessageType.Complete });
  }

  #complete(id: string): undefined {
    const request = this.#wanted(id);
    if (request) request.wanted = false;
    // A query goes on, and its result isn't sent.
    if (request?.operations[0]?.type === 'subscription') request.end();
  }

  #wanted(id: string): SocketRequest | undefined {
    for (const request of this.#running) if (request.id === id && request.wanted) return request;
    return undefined;
  }

  #send(message: Message): Promise<void> | undefined {
    return this.#connection.send(JSON.stringify(message));
  }

  #close(code: CloseCode, reason: string): undefined {
    this.#connection.close(code, reason);
  }
}
