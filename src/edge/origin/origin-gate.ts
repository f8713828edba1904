import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackName } from '../../config/kinds/loopback.ts';
import { remember } from '../request/remember.ts';

/** Why a request is refused. */
export interface Refusal {
  /** What the client is told: nothing that it has sent. */
  readonly message: string;
  /** The headers that it came with, cut short. */
  readonly host: string;
  readonly origin: string | undefined;
  /** The setting that would let it in. */
  readonly setting: 'LEX_ALLOWED_HOSTS' | 'LEX_ALLOWED_ORIGINS';
}

/** Keeps away from the server whatever web pages its user happens to visit. */
export interface OriginGate {
  /** Why a request is refused, or undefined when it may pass. */
  check(headers: IncomingHttpHeaders, options?: { readonly navigation?: boolean }): Refusal | undefined;
  /** The same, but looks only at the name that the request was sent to. */
  checkHost(headers: IncomingHttpHeaders): Refusal | undefined;
  /** The origin of a page of another origin that may read the answer; undefined for every other request. */
  readerOf(headers: IncomingHttpHeaders): string | undefined;
}

export interface OriginGateSettings {
  readonly host: string;
  readonly allowedOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
}

/**
 * The same rules for HTTP and for WebSockets, which CORS doesn't cover. They are needed because nobody has to log in:
 * whoever reaches the server is let in.
 *
 * - An `Origin` must be the server's own or one of `allowedOrigins`. A server that listens on loopback, and is
 *   addressed by a loopback name, also lets in pages of this machine, whatever their port: the programs that serve
 *   them could send the same requests themselves.
 * - When the server listens on loopback, or `allowedHosts` has names, the `Host` must be a loopback name, one of those
 *   names, or the host of an allowed origin (a proxy in front). A page that points its own name at 127.0.0.1 (DNS
 *   rebinding) still sends its own name in `Host`.
 * - `Sec-Fetch-Site` catches requests without an Origin, such as those of images and scripts. Opening a page by a link
 *   does no harm.
 */
export function createOriginGate({ host, allowedOrigins, allowedHosts }: OriginGateSettings): OriginGate {
  const origins = new Set(allowedOrigins);
  const hosts = new Set([
    ...allowedHosts.map((each) => each.toLowerCase()),
    ...allowedOrigins.filter((each) => URL.canParse(each)).map((each) => new URL(each).host),
  ]);
  const onLoopback = isLoopbackName(host.toLowerCase());
  const checksHosts = onLoopback || allowedHosts.length > 0;

  const refusal = (headers: IncomingHttpHeaders, setting: Refusal['setting'], message: string): Refusal => {
    const cut = (text: string | undefined) => text?.slice(0, LONGEST_QUOTED);
    return { message, setting, host: cut(headers.host) ?? '', origin: cut(headers.origin) };
  };

  const checkHost = (headers: IncomingHttpHeaders): Refusal | undefined => {
    const target = (headers.host ?? '').toLowerCase();
    const name = hostnameOf(target);
    if (!checksHosts || hosts.has(target) || hosts.has(name) || isLoopbackName(name)) return undefined;
    const message = "This server doesn't answer to this name: add it to LEX_ALLOWED_HOSTS if it should.";
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
        const message = 'Pages of this origin are not let in: add it to LEX_ALLOWED_ORIGINS if they should be.';
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

/** How much of a header is quoted in the log, in UTF-16 units. */
const LONGEST_QUOTED = 100;

/** To take a name apart costs as much as to look up a kept answer. */
const hostnameOf = remember((host) => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''));

function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return (protocol === 'http:' || protocol === 'https:') && isLoopbackName(hostname);
}
