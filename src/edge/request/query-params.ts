import { requestError } from './request-error.ts';

/**
 * Reads the parameters of an operation from the query string of a GET request.
 *
 * @throws {GraphQLError} with status 400 when `variables` or `extensions` isn't JSON
 */
export function readQueryParams(search: URLSearchParams): Record<string, unknown> {
  return {
    query: search.get('query') ?? undefined,
    documentId: search.get('documentId') ?? undefined,
    operationName: search.get('operationName') ?? undefined,
    variables: readJsonParam(search, 'variables'),
    extensions: readJsonParam(search, 'extensions'),
  };
}

function readJsonParam(search: URLSearchParams, name: string): unknown {
  const text = search.get(name);
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw requestError(400, `${name} is not JSON.`);
  }
}
