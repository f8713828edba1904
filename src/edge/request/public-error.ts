import { GraphQLError } from 'graphql';
import { type ErrorCode, LexError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import { LimitError } from '../limits/limit-error.ts';
import { HTTP_STATUS, isErrorCode } from './error-status.ts';
import { retryAfter } from './retry-after.ts';

/** Turns whatever was thrown into what a client may see. */
export interface PublicErrors {
  /** Without `extensions.http`: for sockets, which have no status. */
  of(error: unknown, requestId: string): GraphQLError;
  /** With the HTTP status in `extensions.http`, which is taken out before the answer is written. */
  forHttp(error: unknown, requestId: string): GraphQLError;
}

// For clients that accept plain JSON these have status 200. Clients from before graphql-response+json don't read the
// body of another status, and so would never send the text of a document whose hash is unknown.
const ONLY_WHERE_ASKED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['BAD_USER_INPUT', 'PERSISTED_QUERY_NOT_FOUND']);

/**
 * LexErrors keep their message and code. What GraphQL itself found wrong with a request keeps its message and gets one
 * of our codes. Every other error is masked by a message that quotes the request id; the log has the error once, under
 * that id, and the ids of the others that it happened to. No stack ever leaves the process, whatever NODE_ENV says.
 *
 * @param options.observe told of each error that is made public, by its code. @default nobody is
 */
export function createPublicErrors(
  log: Logger,
  { observe = () => undefined }: { readonly observe?: Metrics['error'] } = {},
): PublicErrors {
  const logged = new WeakMap<object, string>();
  // An error comes here within its operation and, over HTTP, a second time with the whole answer.
  const made = new WeakSet<GraphQLError>();

  const logOnce = (error: unknown, requestId: string, path: GraphQLError['path']): void => {
    if (typeof error === 'object' && error !== null) {
      const first = logged.get(error);
      if (first === requestId) return;
      // What is worked out for several subscriptions together fails for all of them.
      if (first !== undefined) {
        log.error({ requestId, sameAs: first }, 'unexpected error');
        return;
      }
      logged.set(error, requestId);
    }
    const err = error instanceof Error ? error : new Error(`thrown: ${String(error)}`);
    log.error({ requestId, path: path?.join('.'), err }, 'unexpected error');
  };

  const of = (error: unknown, requestId: string): GraphQLError => {
    if (error instanceof GraphQLError && made.has(error)) return error;
    const shown = translate(error, requestId);
    made.add(shown);
    observe(String(shown.extensions['code']));
    return shown;
  };

  const translate = (error: unknown, requestId: string): GraphQLError => {
    const located = error instanceof GraphQLError ? error : undefined;
    const root = rootOf(error);
    const place = {
      nodes: located?.nodes ?? null,
      source: located?.source ?? null,
      positions: located?.positions ?? null,
      path: located?.path ?? null,
    };
    if (root instanceof LexError) {
      if (root.cause !== undefined) log.warn({ requestId, code: root.code, err: root.cause }, 'failed for a reason');
      const { code, retryAfterMs } = root;
      const extensions = retryAfterMs === undefined ? { code } : { code, retryAfterMs };
      return new GraphQLError(root.message, { ...place, extensions });
    }
    const code = located && root instanceof GraphQLError ? codeOf(located, root) : undefined;
    if (located && code) {
      const extensions = root instanceof LimitError ? { code, limit: root.limit } : { code };
      return new GraphQLError(located.message, { ...place, extensions });
    }
    logOnce(root, requestId, located?.path);
    return new GraphQLError(`Something went wrong here. Quote request ${requestId} when you report it.`, {
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  };

  const forHttp = (error: unknown, requestId: string): GraphQLError => {
    const shown = of(error, requestId);
    const { code, retryAfterMs } = shown.extensions;
    if (shown.path || !isErrorCode(code)) return shown;
    const given = error instanceof GraphQLError ? error.extensions.http : undefined;
    shown.extensions.http = given ?? {
      status: HTTP_STATUS[code],
      spec: ONLY_WHERE_ASKED.has(code),
      ...(typeof retryAfterMs === 'number' && { headers: { 'Retry-After': retryAfter(retryAfterMs) } }),
    };
    return shown;
  };

  return { of, forHttp };
}

/** What was thrown in the beginning: GraphQL wraps it, perhaps several times, to add where. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

/** The code of an error that GraphQL itself raised; undefined when the fault is the server's. */
function codeOf(located: GraphQLError, root: GraphQLError): ErrorCode | undefined {
  const { code, unexpected } = located.extensions;
  if (unexpected) return undefined;
  if (isErrorCode(code)) return code;
  // Errors about arguments point at the document; errors about results, which are the server's fault, don't.
  return located.path && !root.nodes ? undefined : 'BAD_USER_INPUT';
}
