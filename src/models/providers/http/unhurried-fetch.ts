import { Agent, fetch, type RequestInit, type Response } from 'undici';

/**
 * Creates a `fetch` without time limits. Node's own gives up after five minutes without a header or a byte, and a large
 * model may take longer to load. It is undici's, since Node's takes only agents of the undici that it was built with.
 */
export function createUnhurriedFetch(): (url: string, init: RequestInit) => Promise<Response> {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return (url, init) => fetch(url, { ...init, dispatcher });
}
