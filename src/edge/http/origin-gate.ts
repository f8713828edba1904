import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is refused. */
export interface Refusal {
  /** For the one who asked. */
  readonly message: string;
  /** What it came with, cut short: the name in `Host`, or the page's origin. */
  readonly host: string;
  readonly origin: string | undefined;
  /** Which setting would let it in. */
  readonly setting: 'LEX_ALLOWED_HOSTS' | 'LEX_ALLOWED_ORIGINS';
}

/** Keeps web pages that the user happens to visit away from the server. */
export interface OriginGate {
  /** Why a request is refused, or undefined when it may pass. */
  check(headers: IncomingHttpHeaders, options?: { readonly navigation?: boolean }): Refusal | undefined;
  /** The same by the name alone that it is sent to. */
  checkHost(headers: IncomingHttpHeaders): Refusal | undefined;
  /** The origin of a page that isn't the server's own and may read the answer; undefined for every other. */
  readerOf(headers: IncomingHttpHeaders): string | undefined;
}

export interface OriginGateSettings {
  readonly host: string;
  readonly allowedOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
}

/**
 * For HTTP and WebSocket alike: WebSockets know no CORS, and without authentication being able to reach the server is being
 * let in.
 *
 * - An `Origin` must be the server's own or one of `allowedOrigins`. Where the server listens on loopback and is spoken to so,
 *   pages that come from this machine are let in as well, of whatever port: they are of programs that could do the same themselves.
 * - Where the server listens on loopback, or `allowedHosts` are named, the `Host` must be a loopback name, one of those, or
 *   that of an allowed origin (a proxy in front). A page that points its own name at 127.0.0.1 (DNS rebinding) still sends
 *   its own name there.
 * - `Sec-Fetch-Site` catches what sends no Origin, such as images and scripts. A navigation to a page is harmless.
 */
export function createOriginGate({ host, allowedOrigins, allowedHosts }: OriginGateSettings): OriginGate {
  const origins = new Set(allowedOrigins);
  const hosts = new Set([
    ...allowedHosts.map((each) => each.toLowerCase()),
    ...allowedOrigins.filter((each) => URL.canParse(each)).map((each) => new URL(each).host),
  ]);
  const onLoopback = isLoopbackName(host);
  const checksHosts = onLoopback || allowedHosts.length > 0;

  const refusal = (headers: IncomingHttpHeaders, setting: Refusal['setting'], message: string): Refusal => {
    const cut = (text: string | undefined) => text?.slice(0, LONGEST_TOLD);
    return { message, setting, host: cut(headers.host) ?? '', origin: cut(headers.origin) };
  };

  const checkHost = (headers: IncomingHttpHeaders): Refusal | undefined => {
    const target = (headers.host ?? '').toLowerCase();
    const name = hostnameOf(target);
    if (!checksHosts || hosts.has(target) || hosts.has(name) || isLoopbackName(name)) return undefined;
    const told = JSON.stringify(target.slice(0, LONGEST_TOLD));
    const message = `This server doesn't answer as ${told}: add it to LEX_ALLOWED_HOSTS if it should.`;
    return refusal(headers, 'LEX_ALLOWED_HOSTS', message);
  };

  const readerOf = ({ origin, host: target = '' }: IncomingHttpHeaders): string | undefined => {
    if (origin === undefined) return undefined;
    const isLocal = onLoopback && isLoopbackName(hostnameOf(target)) && isLoopbackOrigin(origin);
    return origins.has(origin) || isLocal ? origin : undefined;
  };

  return {
    checkHost,
    readerOf,
    check(headers, { navigation = false } = {}) {
      const badHost = checkHost(headers);
      if (badHost) return badHost;
      const { origin, host: target } = headers;
      if (origin !== undefined) {
        if (readerOf(headers) || origin === `http://${target}` || origin === `https://${target}`) return undefined;
        const told = JSON.stringify(origin.slice(0, LONGEST_TOLD));
        const message = `Pages of ${told} are not let in: add it to LEX_ALLOWED_ORIGINS if they should be.`;
        return refusal(headers, 'LEX_ALLOWED_ORIGINS', message);
      }
      const site = headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigation) {
        const message = 'Pages of other sites are not let in: add theirs to LEX_ALLOWED_ORIGINS if they should be.';
        return refusal(headers, 'LEX_ALLOWED_ORIGINS', message);
      }
      return undefined;
    },
  };
}

const LONGEST_TOLD = 100;

function hostnameOf(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}

function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return (protocol === 'http:' || protocol === 'https:') && isLoopbackName(hostname);
}

/** `localhost` and the names under it never leave the machine (RFC 6761, 6.3). */
function isLoopbackName(name: string): boolean {
  return /^(.+\.)?localhost$/.test(name) || name === '::1' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
