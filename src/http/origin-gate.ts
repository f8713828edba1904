import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is refused, or undefined when it may pass. */
export type OriginGate = (
  headers: IncomingHttpHeaders,
  options?: { readonly navigation?: boolean },
) => string | undefined;

/**
 * Keeps web pages that the user happens to visit away from the server, for HTTP and WebSocket alike: WebSockets know no
 * CORS, and without authentication being able to reach the server is being let in.
 *
 * - An `Origin` must be the server's own or one of `allowedOrigins`.
 * - Where the server listens on loopback, the `Host` must be a loopback name, or that of an allowed origin (a proxy
 *   in front). A page that points its own name at 127.0.0.1 (DNS rebinding) still sends its own name there.
 * - `Sec-Fetch-Site` catches what sends no Origin, such as images and scripts. A navigation to a page is harmless.
 */
export function createOriginGate({
  host,
  allowedOrigins,
}: {
  readonly host: string;
  readonly allowedOrigins: readonly string[];
}): OriginGate {
  const origins = new Set(allowedOrigins);
  const hosts = new Set(allowedOrigins.map((origin) => new URL(origin).host));
  const onLoopback = isLoopbackName(host);

  return (headers, { navigation = false } = {}) => {
    const target = headers.host ?? '';
    if (onLoopback && !hosts.has(target) && !isLoopbackName(hostnameOf(target))) {
      return `This server answers on this machine only, not as ${JSON.stringify(target.slice(0, 100))}.`;
    }
    const { origin } = headers;
    if (origin !== undefined) {
      if (origins.has(origin) || origin === `http://${target}` || origin === `https://${target}`) return undefined;
      return `Pages of ${JSON.stringify(origin.slice(0, 100))} are not let in: add it to LEX_ALLOWED_ORIGINS if they should be.`;
    }
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation) {
      return 'Pages of other sites are not let in: add theirs to LEX_ALLOWED_ORIGINS if they should be.';
    }
    return undefined;
  };
}

function hostnameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '::1' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
