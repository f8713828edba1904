import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Route } from '../http/route.ts';
import type { Asset } from '../http/static-assets.ts';
import { setHeaders } from '../http/writing/common-headers.ts';
import { sendError } from '../http/writing/send-json.ts';

/** The console as the build has made it: one page, and the files that it loads. */
export interface ConsolePage {
  /** By their paths, below /console/assets/. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** Answers `/`. */
  readonly front: Route;
}

const TYPES: Readonly<Record<string, Asset['type']>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface ConsolePageOptions {
  readonly packageRoot: string;
  /** Where the page asks for tokens, besides this server: the address of the identity provider. */
  readonly issuer: string | undefined;
  /** And the origins at which that gives tokens, if not at its own. */
  readonly origins: readonly string[];
}

/**
 * Reads the page that the build has put into `dist/console/`. Its files have names that change with their content, so
 * that browsers may keep them; the page itself is asked for each time.
 */
export function createConsolePage({ packageRoot, issuer, origins }: ConsolePageOptions): ConsolePage {
  const folder = join(packageRoot, 'dist', 'console');
  const page = readFileSync(join(folder, 'index.html'));
  const assets = new Map<string, Asset>();
  const names = new Set(readdirSync(join(folder, 'assets')));
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (!type) continue;
    const path = join(folder, 'assets', name);
    // Files of an earlier build, which pages that are open may still ask for, needn't have been compressed.
    const compressed = names.has(`${name}.br`) && { readBrotli: () => readFile(`${path}.br`) };
    assets.set(`/console/assets/${name}`, { type, read: () => readFile(path), ...compressed });
  }
  const headers = [
    'Content-Type',
    'text/html; charset=utf-8',
    'Content-Length',
    String(page.length),
    'Cache-Control',
    'no-cache',
    // Whoever dictates speaks to this page alone; of all else that pages may ask for it asks for nothing.
    'Permissions-Policy',
    'microphone=(self), camera=(), geolocation=(), display-capture=()',
    'Content-Security-Policy',
    policyWith(issuer === undefined ? [] : [new URL(issuer).origin, ...origins]),
  ];
  return {
    assets,
    front(request, response) {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        return sendError(response, 405, 'BAD_USER_INPUT', 'The console takes GET; GraphQL is at /graphql.');
      }
      setHeaders(response, headers);
      response.end(request.method === 'HEAD' ? undefined : page);
    },
  };
}

/**
 * What the page may do: run Lex's own files, and ask Lex and the identity provider. Nothing is ever made a script, a
 * style or markup out of a text, and a reply's pictures are not loaded: their addresses could tell of what was said.
 */
function policyWith(provider: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    ["connect-src 'self'", ...provider].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
