import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { UnavailableError } from '../../errors.ts';
import type { Logger } from '../../log.ts';

/** How long keys are used before they are read again, in milliseconds: as late a removed one stops to hold. */
const MAX_AGE_MS = 600_000;
/** A key that isn't among those read makes them be read again, this often at most, whatever tokens name. */
const COOLDOWN_MS = 10_000;
/** How long keys that were read are used while their address doesn't answer. */
const STALE_MS = 3_600_000;
/** How long an address that doesn't answer is left alone. */
const RETRY_MS = 5_000;
const TIMEOUT_MS = 5_000;
/** Providers have a handful of keys, a few KiB. */
const MOST_BYTES = 1_048_576;

export interface KeySetOptions {
  readonly url: string;
  readonly log: Logger;
  /** For tests. @default 10_000 */
  readonly cooldownMs?: number;
  /** For tests. @default 5_000 */
  readonly retryMs?: number;
}

/**
 * The keys of an identity provider (JWKS, RFC 7517), read from its address when they are needed and shared by all who
 * ask meanwhile. While the address doesn't answer, those that were read last go on for an hour.
 *
 * The function that it gives throws {@link UnavailableError} where a token can't be judged because the address doesn't
 * answer: that says nothing about the token.
 */
export function openKeySet({ url, log, cooldownMs = COOLDOWN_MS, retryMs = RETRY_MS }: KeySetOptions): JWTVerifyGetKey {
  let last: { readonly text: string; readonly at: number } | undefined;
  /** Set while the latest reading has failed: when the next may be tried, by the clock that only goes on. */
  let retryAt: number | undefined;

  const read = async (address: string, init: RequestInit): Promise<Response> => {
    if (retryAt !== undefined && performance.now() < retryAt) return lastRead();
    try {
      last = { text: await readKeys(address, init), at: performance.now() };
      retryAt = undefined;
    } catch (error) {
      retryAt = performance.now() + retryMs;
      log.warn({ err: error }, 'the keys of tokens could not be read from LEX_JWKS_URL');
    }
    return lastRead();
  };

  const lastRead = (): Response => {
    if (last && (retryAt === undefined || performance.now() - last.at < STALE_MS)) return new Response(last.text);
    throw new KeysUnread();
  };

  const keys = createRemoteJWKSet(new URL(url), {
    cacheMaxAge: MAX_AGE_MS,
    cooldownDuration: cooldownMs,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: read,
  });

  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const isOfToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
      // The provider may have got the key that is missing since its address stopped to answer.
      if (isOfToken && !(error instanceof errors.JWKSNoMatchingKey && retryAt !== undefined)) throw error;
      throw new UnavailableError('Whoever proves tokens does not answer: try again in a moment.', {
        cause: error,
        retryAfterMs: retryMs,
      });
    }
  };
}

class KeysUnread extends Error {
  override name = 'KeysUnread';
}

/** @throws {Error} when the address gives anything else than keys */
async function readKeys(address: string, init: RequestInit): Promise<string> {
  const response = await fetch(address, init);
  if (response.status !== 200 || !response.body)
    throw new Error(`The address answered with status ${response.status}.`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new Error('The address answered with more than keys.');
    }
    chunks.push(read.value);
  }
  const text = Buffer.concat(chunks).toString();
  const keys: unknown = JSON.parse(text);
  if (typeof keys === 'object' && keys !== null && 'keys' in keys && Array.isArray(keys.keys)) return text;
  throw new Error('The address answered with something else than keys.');
}
