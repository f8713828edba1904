import type { Response } from 'undici';
import { FailureError } from '../../failures/failure.ts';
import { parseJson } from './json.ts';
import { readReportedError } from './reported-error.ts';
import { readRetryAfter } from './retry-after.ts';

/** How much of a refusal is read, in UTF-16 units. Its body may be anything, of any length. */
const LONGEST_REFUSAL = 100_000;
/** How long the body of a refusal may take. Its status is known by then. */
const PATIENCE_MS = 5_000;

/** The headers in which providers, and proxies before them, send the id of a request. */
const ID_HEADERS = ['x-request-id', 'request-id', 'apim-request-id', 'x-amzn-requestid', 'x-trace-id', 'cf-ray'];

/** The provider's id of the request; undefined when there is none, or it doesn't look like one. */
export function requestIdOf({ headers }: Pick<Response, 'headers'>): string | undefined {
  const ids = ID_HEADERS.map((name) => headers.get(name) ?? '');
  return ids.find((id) => /^[\w.:/=+-]{1,128}$/.test(id));
}

/** Reads why the provider refused. It reads the body up to a bound, and then cancels it. */
export async function readRefusal(response: Response): Promise<FailureError> {
  const { status, statusText, headers } = response;
  const text = (await readStart(response)).trim();
  const surroundings = { status, retryAfterMs: readRetryAfter(headers, Date.now()) };
  const isPage = text.startsWith('<') || /^text\/html\b/.test(headers.get('content-type') ?? '');
  const body = isPage ? statusText : (parseJson(text) ?? (text || statusText));
  const failure = readReportedError(body, surroundings);
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
    // The connection broke. What came before is the refusal.
  } finally {
    clearTimeout(timer);
  }
  return text;
}
