import { MAX_BATCH } from '../limits/document-limits.ts';
import { LimitError } from '../limits/limit-error.ts';
import { requestError } from './request-error.ts';

/** What a client asks for: each parameter has its type, but nothing else is checked. */
export interface GraphqlParams {
  readonly query: string | undefined;
  readonly documentId: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks the parameters of one operation before anything else sees them. Others than these are ignored.
 *
 * @throws {GraphQLError} with status 400, which names the parameter
 */
export function readGraphqlParams(params: unknown): GraphqlParams {
  if (!isRecord(params))
    throw requestError(400, 'An operation is an object such as {"query": "{ status { state } }"}.');
  return {
    query: readText(params, 'query'),
    documentId: readText(params, 'documentId'),
    operationName: readText(params, 'operationName') || undefined,
    variables: readObject(params, 'variables'),
    extensions: readObject(params, 'extensions'),
  };
}

/**
 * Checks what one request asks for: an operation, or a batch of them.
 *
 * @throws {GraphQLError} with status 400, or 413 for a batch of too many
 */
export function readOperations(params: unknown): GraphqlParams | readonly GraphqlParams[] {
  if (!Array.isArray(params)) return readGraphqlParams(params);
  if (params.length === 0) throw requestError(400, 'A batch holds at least one operation.');
  if (params.length > MAX_BATCH) {
    throw new LimitError(
      `The batch has ${params.length} operations, ${MAX_BATCH} are allowed.`,
      { name: 'batch', was: params.length, allowed: MAX_BATCH },
      { code: 'BAD_USER_INPUT', status: 413 },
    );
  }
  return params.map(readGraphqlParams);
}

function readText(params: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw requestError(400, `${name} takes a string.`);
  return value;
}

function readObject(
  params: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw requestError(400, `${name} takes an object.`);
  return value;
}
