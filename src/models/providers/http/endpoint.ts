/** A provider's base address, taken apart. */
export interface Endpoint {
  readonly host: string;
  /** The address of a call such as `chat/completions`, with the query of the base address. */
  address(path: string): string;
  /** Whether the base address names a version of the API, as Azure's addresses do. */
  readonly hasVersion: boolean;
  /** The header for the user and password in the address, if it has any: `fetch` refuses such addresses. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parts of the address that no message may contain. */
  readonly secrets: readonly string[];
}

/** The paths of calls that an operator may have copied with the base address. */
const CALLS = ['/chat/completions', '/completions', '/responses', '/embeddings', '/messages'];
/** The same of Ollama's own API. Lex uses the other one, that of OpenAI. */
const OLLAMA_CALLS = ['/api/chat', '/api/generate', '/api/tags', '/api/embed', '/api/embeddings', '/api'];

/**
 * Reads a provider's base address, without the path of a call at its end.
 *
 * @param appendV1 when to append `/v1`. `bare`: only to an address without a path, since the base URLs of OpenAI and
 *   servers with its API have one. `missing`: to every address that doesn't end with it, since OLLAMA_BASE_URL and
 *   ANTHROPIC_BASE_URL are the address of the server itself.
 */
export function readEndpoint(baseUrl: string, appendV1: 'bare' | 'missing'): Endpoint {
  const { username, password, protocol, host, pathname, searchParams } = new URL(baseUrl);
  const path = basePath(pathname, appendV1 === 'missing' ? [...CALLS, ...OLLAMA_CALLS] : CALLS);
  const lacksV1 = appendV1 === 'missing' ? !path.endsWith('/v1') : path === '' && pathname.replaceAll('/', '') === '';
  const base = `${protocol}//${host}${path}${lacksV1 ? '/v1' : ''}`;
  const query = searchParams.size > 0 ? `?${searchParams}` : '';
  const credentials = `${decode(username)}:${decode(password)}`;
  const basic = Buffer.from(credentials).toString('base64');
  return {
    host,
    hasVersion: searchParams.has(VERSION),
    address: (call) => `${base}/${call}${query}`,
    headers: credentials === ':' ? {} : { authorization: `Basic ${basic}` },
    secrets: [decode(password), credentials === ':' ? '' : basic, ...secretsOf(searchParams)].filter(Boolean),
  };
}

const VERSION = 'api-version';

function secretsOf(query: URLSearchParams): string[] {
  return [...query].flatMap(([name, value]) => (name === VERSION ? [] : [value]));
}

/** The headers that carry a key. Azure, which is recognised by the version in its address, has one of its own. */
export function keyHeaders(
  key: string | undefined,
  { hasVersion, headers }: Endpoint,
): Readonly<Record<string, string>> {
  if (!key) return headers;
  return { authorization: `Bearer ${key}`, ...(hasVersion ? { 'api-key': key } : {}) };
}

/** A path without empty segments, and without a call at its end. */
function basePath(pathname: string, calls: readonly string[]): string {
  const path = pathname
    .split('/')
    .filter(Boolean)
    .map((step) => `/${step}`)
    .join('');
  // Without `/v1`, `/models` may be the base: it is for Azure's models.
  if (path.endsWith('/v1/models')) return path.slice(0, -'/models'.length);
  const call = calls.find((each) => path.endsWith(each));
  return call === undefined ? path : path.slice(0, -call.length);
}

/** Decodes a part of an address. A lone percent sign is valid there, but can't be decoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
