import { z } from 'zod';

/** A call that failed, with a code to count it by. */
export class CallFailure extends Error {
  override name = 'CallFailure';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = knownForm(code);
  }

  /** Whether the same may work in a moment, so that a client that follows a reply comes again. */
  get passes(): boolean {
    return !FINAL.has(this.code) && !/^HTTP_4(?!08|29)/.test(this.code);
  }
}

/** What coming again doesn't change: codes of the API, and with which servers close a socket for good. */
const FINAL = new Set([
  ...['BAD_USER_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_ANSWER', 'BUDGET_EXCEEDED'],
  ...['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_ONLY', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
  ...['SOCKET_4400', 'SOCKET_4401', 'SOCKET_4403', 'SOCKET_4406'],
]);

/** Codes are printed, and each is counted by itself: what has another form is none. */
function knownForm(code: string): string {
  return /^[A-Z][A-Z0-9_]{0,59}$/.test(code) ? code : 'OTHER';
}

const coded = z.object({ code: z.string(), message: z.string().optional() });
const closed = z.object({ code: z.number(), reason: z.string() });
const failedSocket = z.object({ message: z.string(), error: z.unknown() });

/** Errors as an answer has them, and as graphql-ws throws them. */
export const graphqlErrors = z
  .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
  .min(1);

/** Makes a failure of whatever a connection failed with, or of an answer's errors. */
export function callFailure(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  const refused = graphqlErrors.safeParse(error);
  if (refused.success) {
    const [first] = refused.data;
    return new CallFailure(first?.extensions?.code ?? 'NO_CODE', first?.message ?? '');
  }
  const close = closed.safeParse(error);
  if (close.success) return new CallFailure(`SOCKET_${close.data.code}`, close.data.reason);
  const known = coded.safeParse(error);
  if (known.success) return new CallFailure(known.data.code, known.data.message ?? known.data.code, { cause: error });
  const socket = failedSocket.safeParse(error);
  if (socket.success && socket.data.error !== undefined) return callFailure(socket.data.error);
  const message = error instanceof Error ? error.message : String(error);
  // A socket whose handshake is answered with a status says so in words alone.
  const status = /^Unexpected server response: (\d{3})$/.exec(message)?.[1];
  return new CallFailure(status ? `HTTP_${status}` : 'OTHER', message, { cause: error });
}
