import type { Response } from 'undici';
import { type Failure, FailureError } from '../../failures/failure.ts';
import { parseJson } from './json.ts';
import { readReportedError } from './reported-error.ts';
import { readRetryAfter } from './retry-after.ts';

/** The longest beginning of a refusal that is read, in UTF-16 units: what refuses may send anything. */
const LONGEST_REFUSAL = 100_000;
/** How long the rest of a refusal is waited for, whose status is known by then. */
const PATIENCE_MS = 5_000;

/** The headers in which providers, and those who stand before them, tell the name of a request. */
const ID_HEADERS = ['x-request-id', 'request-id', 'apim-request-id', 'x-amzn-requestid', 'x-trace-id', 'cf-ray'];

/** What the provider calls the request that was answered so; undefined when it has no name, or one that is no name. */
export function requestIdOf({ headers }: Pick<Response, 'headers'>): string | undefined {
  const ids = ID_HEADERS.map((name) => headers.get(name) ?? '');
  return ids.find((id) => /^[\w.:/=+-]{1,128}$/.test(id));
}

/** Reads why an answer isn't one of success. Reads the body up to a bound, and ends it. */
export async function readRefusal(response: Response): Promise<FailureError> {
  const { status, statusText, headers } = response;
  const text = (await readStart(response)).trim();
  const surroundings = { status, retryAfterMs: readRetryAfter(headers, Date.now()) };
  const isPage = text.startsWith('<') || /^text\/html\b/.test(headers.get('content-type') ?? '');
  const body = isPage ? statusText : (parseJson(text) ?? (text || statusText));
  const failure: Failure = readReportedError(body, surroundings);
  if (failure.kind !== 'status' && failure.kind !== 'too-long') return new FailureError(failure, requestIdOf(response));
  const form = isPage ? 'page' : typeof body === 'object' ? 'error' : 'other';
  return new FailureError({ ...failure, form, detail: failure.detail || statusText }, requestIdOf(response));
}

async function readStart({ body }: Response): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  const reader = body.getReader();
  const stop = () => reader.cancel().catch(() => undefined);
  const timer = setTimeout(stop, PATIENCE_MS);
  let text = '';
  try {
    while (text.length < LONGEST_REFUSAL) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      text += decoder.decode(value, { stream: true });
    }
    await stop();
  } catch {
    // The connection ended: what came says what it says.
  } finally {
    clearTimeout(timer);
  }
  return text;
}
