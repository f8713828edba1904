import type { Agent, Response } from 'undici';
import { type Endpoint, keyHeaders } from './endpoint.ts';
import { FailureError, readFailure } from './failure.ts';
import { readRefusal } from './refusal.ts';

/** One call of a provider. */
export interface ProviderCall {
  /** Of the call below the base address, such as `chat/completions`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON that is posted; left out, the call gets. */
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** How a provider is reached. */
export interface ProviderHttp {
  /**
   * Calls the provider, and returns what answers with success.
   *
   * There is no time limit but that of the signal: `fetch` by itself gives up after five minutes without a header or a
   * byte, and a large model takes longer to load.
   *
   * @throws {FailureError}
   */
  call(call: ProviderCall): Promise<Response>;
}

/** Calls of a provider with its key. Nothing is loaded before the first call. */
export function createProviderHttp(endpoint: Endpoint, key: Readonly<Record<string, string>>): ProviderHttp {
  let agent: Agent | undefined;
  return {
    async call({ path, headers = {}, body, signal }) {
      // Its own `fetch`, since that of Node.js takes no agent but of the version that it was built with.
      const undici = await import('undici');
      agent ??= new undici.Agent({ headersTimeout: 0, bodyTimeout: 0 });
      const posted = body === undefined ? {} : { method: 'POST', body };
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
      const all = { ...headers, ...endpoint.headers, ...key, ...type };
      try {
        const response = await undici.fetch(endpoint.address(path), {
          ...posted,
          headers: all,
          signal,
          dispatcher: agent,
        });
        if (response.ok) return response;
        throw await readRefusal(response);
      } catch (error) {
        throw error instanceof FailureError ? error : new FailureError(readFailure(error));
      }
    },
  };
}

/** The same with the key in the header that OpenAI's API has for it. */
export function createBearerHttp(endpoint: Endpoint, key: string | undefined): ProviderHttp {
  return createProviderHttp(endpoint, keyHeaders(key, endpoint));
}
