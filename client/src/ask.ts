import type { Settings } from './client-options.ts';
import type { Credential } from './credential.ts';
import type { TypedDocumentString } from './generated/graphql.ts';
import { LexError } from './lex-error.ts';
import { readEvents } from './read-events.ts';
import { Silence } from './silence.ts';

export interface Asking {
  readonly settings: Settings;
  readonly credential: Credential;
}

/** What one try has shown to the server. */
export interface Try {
  token?: string | undefined;
}

export interface AskOptions {
  /** The token that was shown is noted here. */
  readonly noted: Try;
  readonly signal: AbortSignal | undefined;
  /** Whether it is a subscription. */
  readonly stream?: boolean;
}

/** With these, a server or what stands before it says that it can't answer now. */
const PASSING_STATUS: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/**
 * The results of an operation, asked once: one of a query or mutation, those of a subscription until it ends by itself.
 *
 * @throws {LexError} UNREACHABLE when the connection breaks, or is silent for too long
 * @throws {LexError} with the server's code when a result has errors
 * @throws the signal's reason when it aborts; what the app's own function for tokens throws
 */
export async function* ask<Result, Variables>(
  { settings, credential }: Asking,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { noted, signal, stream = false }: AskOptions,
): AsyncGenerator<Result> {
  noted.token = await unlessAborted(credential.current(), signal);
  const silence = new Silence(settings.silenceMs, signal);
  try {
    const response = await settings.fetch(settings.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: stream ? 'text/event-stream' : 'application/graphql-response+json, application/json;q=0.9',
        ...(noted.token !== undefined && { authorization: `Bearer ${noted.token}` }),
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: silence.signal,
    });
    silence.broken();
    const type = response.headers.get('content-type') ?? '';
    if (!type.startsWith('text/event-stream') || !response.body) {
      yield dataOf(document, parse(await response.text(), response));
      return;
    }
    for await (const { event, data } of readEvents(response.body, () => silence.broken())) {
      if (event === 'complete') return;
      if (event === 'next') yield dataOf(document, parse(data, response));
    }
    throw new LexError('UNREACHABLE', 'The stream was cut off.');
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LexError) throw error;
    throw new LexError('UNREACHABLE', 'The server can’t be reached.', { cause: error });
  } finally {
    silence.end();
  }
}

/** @throws {LexError} for what isn't an answer to GraphQL */
function parse(text: string, { status }: Response): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const code = PASSING_STATUS.includes(status) ? 'UNREACHABLE' : 'UNEXPECTED';
    throw new LexError(code, `What answers with status ${status} is no GraphQL server.`, { cause });
  }
}

/** @throws {LexError} for a result with errors, or one that holds nothing */
function dataOf<Result, Variables>(_: TypedDocumentString<Result, Variables>, result: unknown): Result {
  if (!isRecord(result)) throw new LexError('UNEXPECTED', 'The server’s answer is no result.');
  const [error]: unknown[] = Array.isArray(result['errors']) ? result['errors'] : [];
  if (isRecord(error)) {
    const { code, retryAfterMs } = isRecord(error['extensions']) ? error['extensions'] : {};
    throw new LexError(typeof code === 'string' ? code : 'UNEXPECTED', String(error['message']), {
      retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    });
  }
  if (!isRecord(result['data'])) throw new LexError('UNEXPECTED', 'The server’s answer holds nothing.');
  // The server answers a valid document with what its schema says, of which the type was made.
  return result['data'] as Result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Settles as a promise does, or is rejected with the signal's reason before. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
