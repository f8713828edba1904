import type { Response } from 'undici';
import { FailureError, readFailure } from '../../failures/failure.ts';
import { type Endpoint, keyHeaders } from './endpoint.ts';
import { readRefusal } from './refusal.ts';
import type { createUnhurriedFetch } from './unhurried-fetch.ts';

/** One call of a provider. */
export interface ProviderCall {
  /** The path below the base address, such as `chat/completions`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What to post. Without it, the call is a GET. */
  readonly body?: string | Uint8Array;
  /** What the body is. @default JSON */
  readonly contentType?: string;
  readonly signal: AbortSignal;
}

/** Sends requests to a provider. */
export interface ProviderHttp {
  /**
   * Sends a request, and returns its response when the status is one of success. The only time limit is the signal's.
   *
   * @throws {FailureError} when the provider can't be reached, or refuses
   */
  call(call: ProviderCall): Promise<Response>;
}

/** Creates what sends requests to a provider, with its key. Nothing is loaded before the first call. */
export function createProviderHttp(endpoint: Endpoint, key: Readonly<Record<string, string>>): ProviderHttp {
  let fetch: ReturnType<typeof createUnhurriedFetch> | undefined;
  return {
    async call({ path, headers = {}, body, contentType = 'application/json', signal }) {
      // undici itself can't be imported here: bundled, only a static import finds the exports of a CommonJS package.
      fetch ??= (await import('./unhurried-fetch.ts')).createUnhurriedFetch();
      const posted = body === undefined ? {} : { method: 'POST', body };
      const type = body === undefined ? {} : { 'content-type': contentType };
      const all = { ...headers, ...endpoint.headers, ...key, ...type };
      try {
        const response = await fetch(endpoint.address(path), { ...posted, headers: all, signal });
        if (response.ok) return response;
        throw await readRefusal(response);
      } catch (error) {
        throw error instanceof FailureError ? error : new FailureError(readFailure(error));
      }
    },
  };
}

/** The same, with the key in the header of OpenAI's API. */
export function createBearerHttp(endpoint: Endpoint, key: string | undefined): ProviderHttp {
  return createProviderHttp(endpoint, keyHeaders(key, endpoint));
}
