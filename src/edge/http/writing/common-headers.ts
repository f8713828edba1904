import type { ServerResponse } from 'node:http';

/** Names and values in turn, as `writeHead` takes them: it writes a list faster than headers that were set before. */
export type HeaderList = readonly string[];

/**
 * What all answers have, whatever the path: the request's id, and what keeps browsers strict. The policy lets GraphiQL
 * run, and load Lex's own files only. Its editor, Monaco, adds style elements to the page, and takes fonts and cursors
 * from `data:` addresses.
 */
export function setCommonHeaders(response: ServerResponse, requestId: string): void {
  setHeaders(response, ['x-request-id', requestId, ...STRICT, 'Content-Security-Policy', POLICY]);
}

/** The same for answers that are data: nothing of them may be shown as a page, or load anything. */
export function dataHeaders(requestId: string): string[] {
  return [
    'x-request-id',
    requestId,
    ...STRICT,
    'Content-Security-Policy',
    "default-src 'none'; frame-ancestors 'none'",
  ];
}

export function setHeaders(response: ServerResponse, headers: HeaderList): void {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
  }
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const STRICT: HeaderList = [
  'X-Content-Type-Options',
  'nosniff',
  'X-Frame-Options',
  'DENY',
  'Referrer-Policy',
  'no-referrer',
  // Pages of other origins may read answers as CORS says, and embed nothing.
  'Cross-Origin-Resource-Policy',
  'same-origin',
];
