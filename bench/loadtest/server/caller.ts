import { Pool } from 'undici';
import { z } from 'zod';
import { requestOf } from '../../../src/commands/connection/request-of.ts';
import type { TypedDocumentString } from '../../../src/generated/graphql.ts';
import { withDeadline } from '../../../src/time/with-deadline.ts';
import { CallFailure, callFailure, graphqlErrors } from './call-failure.ts';

/** An answer, or one event of a stream, that is longer is given up. */
const LONGEST_ANSWER_BYTES = 64 * 2 ** 20;
const CONNECT_TIMEOUT_MS = 10_000;

/** An operation with what its answer must look like; more is ignored. */
export interface Operation<Variables extends Record<string, unknown>, Data> {
  readonly document: TypedDocumentString<unknown, Variables>;
  readonly data: z.ZodType<Data>;
}

/** What a user is to the server, and what ends their calls. */
export interface CallContext {
  readonly key: string | undefined;
  readonly signal: AbortSignal;
}

const answer = z.object({ data: z.unknown().optional(), errors: graphqlErrors.optional() });

/** Sends operations to one server over connections that are kept, a request at a time on each; follows no redirect. */
export class Caller {
  readonly pool: Pool;
  readonly #path: string;
  readonly #timeoutMs: number;

  constructor(url: URL, timeoutMs: number) {
    this.#path = url.pathname + url.search;
    this.#timeoutMs = timeoutMs;
    this.pool = new Pool(url.origin, {
      maxResponseSize: LONGEST_ANSWER_BYTES,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      // The deadline of each call is the limit.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Sends an operation, and reads its answer.
   *
   * @throws {CallFailure} when it fails, has errors, or takes too long
   * @throws the signal's reason, when that aborts
   */
  call<Variables extends Record<string, unknown>, Data>(
    { document, data }: Operation<Variables, Data>,
    variables: Variables,
    { key, signal }: CallContext,
  ): Promise<Data> {
    return withDeadline(this.#timeoutMs, signal, async (deadline) => {
      try {
        const accept = 'application/graphql-response+json, application/json;q=0.9';
        const response = await this.post(requestOf(document, variables), { accept, key, signal: deadline });
        return readAnswer(data, response.statusCode, await response.body.text());
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw deadline.aborted
          ? new CallFailure('TIMEOUT', `No answer within ${this.#timeoutMs} ms.`)
          : callFailure(error);
      }
    });
  }

  /** Posts a body of JSON. @throws what the connection fails with */
  post(body: unknown, { accept, key, signal }: CallContext & { readonly accept: string }) {
    const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
    return this.pool.request({
      path: this.#path,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...authorization },
      body: JSON.stringify(body),
      signal,
    });
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/**
 * Takes the data out of an answer.
 *
 * @throws {CallFailure} when it has errors, or other data
 */
export function readAnswer<Data>(data: z.ZodType<Data>, status: number, text: string): Data {
  const read = answer.safeParse(parsed(text));
  const [error] = read.data?.errors ?? [];
  if (error) throw new CallFailure(error.extensions?.code ?? `HTTP_${status}`, error.message);
  if (status !== 200) throw new CallFailure(`HTTP_${status}`, `The server answered with the status ${status}.`);
  const found = data.safeParse(read.data?.data);
  if (!found.success) throw new CallFailure('BAD_ANSWER', 'The answer is none of Lex.');
  return found.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
