/** Where a provider listens, with what an address may carry taken apart. */
export interface Endpoint {
  readonly host: string;
  /** The address of a call such as `chat/completions`, with the query that the base address has. */
  address(path: string): string;
  /** The name by which a base address asks for a version of the API, as Azure's do. */
  readonly hasVersion: boolean;
  /** Basic authorization, when the address holds a user or a password: `fetch` refuses such addresses. */
  readonly headers: Readonly<Record<string, string>>;
  /** What of it must stay hidden. */
  readonly secrets: readonly string[];
}

/** The calls that somebody may have copied along with the base address. */
const CALLS = ['/chat/completions', '/completions', '/responses', '/embeddings', '/messages'];
/** Those of Ollama's own API, which is asked by its other one. */
const OLLAMA_CALLS = ['/api/chat', '/api/generate', '/api/tags', '/api/embed', '/api/embeddings', '/api'];

/**
 * Reads a provider's base address.
 *
 * `appendV1` says when `/v1` is added: `bare` only to an address without a path, since what OpenAI and those who
 * speak its language call a base URL ends in one already; `missing` to every address that doesn't end in it,
 * since OLLAMA_BASE_URL and ANTHROPIC_BASE_URL are the server's own address. The path of a call at its end is taken off.
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

/** The headers that a key goes into: Azure, which is told by its version, takes one of its own. */
export function keyHeaders(
  key: string | undefined,
  { hasVersion, headers }: Endpoint,
): Readonly<Record<string, string>> {
  if (!key) return headers;
  return { authorization: `Bearer ${key}`, ...(hasVersion ? { 'api-key': key } : {}) };
}

/** A path without empty steps, and without a call at its end. */
function basePath(pathname: string, calls: readonly string[]): string {
  const path = pathname
    .split('/')
    .filter(Boolean)
    .map((step) => `/${step}`)
    .join('');
  // By itself it may be a base: that of Azure's models is.
  if (path.endsWith('/v1/models')) return path.slice(0, -'/models'.length);
  const call = calls.find((each) => path.endsWith(each));
  return call === undefined ? path : path.slice(0, -call.length);
}

/** A lone percent sign is valid in an address, but is no encoding. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
