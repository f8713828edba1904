import type { Response } from 'undici';
import { FailureError, readFailure } from '../../failures/failure.ts';
import { type Endpoint, keyHeaders } from './endpoint.ts';
import { readRefusal } from './refusal.ts';
import type { createUnhurriedFetch } from './unhurried-fetch.ts';

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
   * There is no time limit but that of the signal.
   *
   * @throws {FailureError}
   */
  call(call: ProviderCall): Promise<Response>;
}

/** Calls of a provider with its key. Nothing is loaded before the first call. */
export function createProviderHttp(endpoint: Endpoint, key: Readonly<Record<string, string>>): ProviderHttp {
  let fetch: ReturnType<typeof createUnhurriedFetch> | undefined;
  return {
    async call({ path, headers = {}, body, signal }) {
      // By way of a file of ours: of a bundled package of this kind only a static import finds what it exports.
      fetch ??= (await import('./unhurried-fetch.ts')).createUnhurriedFetch();
      const posted = body === undefined ? {} : { method: 'POST', body };
      const type = body === undefined ? {} : { 'content-type': 'application/json' };
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

/** The same with the key in the header that OpenAI's API has for it. */
export function createBearerHttp(endpoint: Endpoint, key: string | undefined): ProviderHttp {
  return createProviderHttp(endpoint, keyHeaders(key, endpoint));
}
