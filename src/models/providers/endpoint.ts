import { withoutTrailing } from '../../trailing.ts';

/** Where a provider listens, with what an address may carry taken apart. */
export interface Endpoint {
  /** Without user, password and trailing slash. */
  readonly url: string;
  readonly host: string;
  /** Basic authorization, when the address holds a user or a password: `fetch` refuses such addresses. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Reads a provider's base address.
 *
 * `appendV1` says when `/v1` is added: `bare` only to an address without a path, since what OpenAI and those who
 * speak its language call a base URL ends in one already; `missing` to every address that doesn't end in it,
 * since OLLAMA_BASE_URL is the server's own address.
 */
export function readEndpoint(baseUrl: string, appendV1: 'bare' | 'missing' | 'never'): Endpoint {
  const address = new URL(baseUrl);
  const credentials = `${decode(address.username)}:${decode(address.password)}`;
  address.username = '';
  address.password = '';
  const url = withoutTrailing(address.href, '/');
  const lacksV1 = appendV1 === 'missing' ? !url.endsWith('/v1') : appendV1 === 'bare' && address.pathname === '/';
  return {
    url: lacksV1 ? `${url}/v1` : url,
    host: address.host,
    headers: credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  };
}

/** A lone percent sign is valid in an address, but is no encoding. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
