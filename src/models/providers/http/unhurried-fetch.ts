import { Agent, fetch, type RequestInit, type Response } from 'undici';

/**
 * A `fetch` without time limits of its own: that of Node.js gives up after five minutes without a header or a byte, and a
 * large model takes longer to load. It comes with its agent, since Node's takes none but of the version it was built with.
 */
export function createUnhurriedFetch(): (url: string, init: RequestInit) => Promise<Response> {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return (url, init) => fetch(url, { ...init, dispatcher });
}
