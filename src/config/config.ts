import { isIPv4 } from 'node:net';
import { resolve } from 'node:path';
import { StartError } from '../errors.ts';
import type { LogLevel } from '../log.ts';
import { withoutTrailing } from '../language/trailing.ts';

/** What a model needs to know to be reached; an absent key or address means it isn't set up. */
export interface ProviderSettings {
  readonly openai: { readonly apiKey: string | undefined; readonly baseUrl: string | undefined };
  readonly anthropic: { readonly apiKey: string | undefined; readonly baseUrl: string | undefined };
  readonly ollama: { readonly baseUrl: string | undefined };
  readonly compatible: { readonly apiKey: string | undefined; readonly baseUrl: string | undefined };
}

export const PROVIDERS = ['local', 'openai', 'anthropic', 'ollama', 'compatible'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** A model's full name, `provider/name`. The name may hold slashes itself. */
export interface ModelName {
  readonly provider: ProviderName;
  readonly name: string;
}

/** The languages whose words memory brings together by their stems. */
export const MEMORY_LANGUAGES = [
  'english',
  'arabic',
  'bulgarian',
  'danish',
  'dutch',
  'finnish',
  'french',
  'german',
  'greek',
  'hungarian',
  'indonesian',
  'italian',
  'norwegian',
  'portuguese',
  'romanian',
  'russian',
  'serbian',
  'spanish',
  'swedish',
  'turkish',
  'ukrainian',
] as const;
export type MemoryLanguage = (typeof MEMORY_LANGUAGES)[number];

export const ROLES = ['all', 'serve', 'work'] as const;
const LOG_LEVELS = [
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'silent',
] as const satisfies readonly LogLevel[];

/** Everything that the environment decides: read once, validated whole, frozen, passed down. */
export interface Config {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** A port for `/metrics` alone, 0 for a free one; undefined: on `port`, where there is one. */
  readonly metricsPort: number | undefined;
  readonly dataDir: string;
  /** PostgreSQL, or undefined for the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly databasePoolSize: number;
  /** Redis, which lets several processes share a database; or undefined for one process by itself. */
  readonly redisUrl: string | undefined;
  /** A Redis of the cache's own, which may throw away what it has no room for; undefined: the cache uses `redisUrl`. */
  readonly redisCacheUrl: string | undefined;
  /** Bounds the cache in the process, and what it keeps at `redisUrl`. */
  readonly cacheMaxBytes: number;
  readonly role: (typeof ROLES)[number];
  /** Replies at a time in this process; jobs in the background come beside them, a quarter as many. */
  readonly workerConcurrency: number;
  readonly model: ModelName;
  /** What a prompt and its answer may hold together, in tokens; undefined: what is known of the model. */
  readonly contextTokens: number | undefined;
  /** What makes vectors of memories; undefined: recall works on words alone. */
  readonly embeddingModel: ModelName | undefined;
  readonly memoryLanguage: MemoryLanguage;
  readonly providers: ProviderSettings;
  /** How long a model may be silent, in milliseconds: until its first token, and between two. */
  readonly modelSilence: { readonly firstTokenMs: number; readonly betweenMs: number };
  readonly auth: 'none';
  readonly persistedOnly: boolean;
  /** An app's own list of persisted documents, besides `schema/persisted.json`. */
  readonly persistedFile: string | undefined;
  /** Origins of web pages that may use the server, besides its own and, on loopback, those of this machine. */
  readonly allowedOrigins: readonly string[];
  /** Names that `Host` may have, besides loopback ones and those of allowed origins. */
  readonly allowedHosts: readonly string[];
  readonly logLevel: LogLevel;
}

/** One environment variable: what it is called, what it takes, and how its text becomes a value. */
interface Setting<T> {
  readonly name: string;
  readonly fallback: string | undefined;
  readonly secret: Secret;
  /** What it takes, in words: shown when a value is refused and by `lex config`. */
  readonly takes: string;
  /** @throws {InvalidValue} when the text isn't a value, or is missing and there is no fallback to take */
  readonly parse: (text: string | undefined) => T;
}

/** What `lex config` and errors hide: nothing, everything, or the password in an address. */
type Secret = 'no' | 'whole' | 'password';

class InvalidValue extends Error {}

interface Kind<T> {
  readonly takes: string;
  /** Returns undefined when the text isn't a value. */
  readonly read: (text: string) => T | undefined;
}

function withDefault<T>(name: string, fallback: string, { takes, read }: Kind<T>): Setting<T> {
  const parse = (text: string | undefined): T => {
    const value = read(text ?? fallback);
    if (value === undefined) throw new InvalidValue();
    return value;
  };
  return { name, fallback, secret: 'no', takes, parse };
}

function optional<T>(name: string, { takes, read }: Kind<T>, secret: Secret = 'no'): Setting<T | undefined> {
  const parse = (text: string | undefined): T | undefined => {
    const value = text === undefined ? undefined : read(text);
    if (text !== undefined && value === undefined) throw new InvalidValue();
    return value;
  };
  return { name, fallback: undefined, secret, takes, parse };
}

function text(takes: string): Kind<string> {
  return { takes, read: (value) => value };
}

function wholeNumber(from: number, to: number): Kind<number> {
  return {
    takes: `a whole number from ${from} to ${to}`,
    read: (value) =>
      /^\d{1,10}$/.test(value) && Number(value) >= from && Number(value) <= to ? Number(value) : undefined,
  };
}

function oneOf<const T extends string>(values: readonly T[]): Kind<T> {
  return { takes: `one of ${values.join(', ')}`, read: (value) => values.find((each) => each === value) };
}

/** An address without trailing slashes; `form` says in words what `fits` asks of it. */
function url(protocols: readonly string[], fits: (address: URL) => boolean = () => true, form = ''): Kind<string> {
  const isOne = (address: URL) => protocols.includes(address.protocol) && fits(address);
  return {
    takes: `an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}${form}`,
    read: (value) => (URL.canParse(value) && isOne(new URL(value)) ? withoutTrailing(value, '/') : undefined),
  };
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };

/** An entry of the cache takes some hundred bytes: with less it would hold nothing. */
const MIN_CACHE_BYTES = 2 ** 10;
const MAX_CACHE_BYTES = 2 ** 40;

const cacheBytes: Kind<number> = {
  takes: 'a number of bytes such as 67108864, or with a unit: KiB, MiB, GiB; from 1 KiB to 1024 GiB',
  read: (value) => {
    const parts = /^(\d{1,15})\s*([a-z]*)$/i.exec(value);
    const unit = parts ? BYTE_UNITS[(parts[2] ?? '').toUpperCase()] : undefined;
    const bytes = parts && unit ? Number(parts[1]) * unit : Number.NaN;
    return bytes >= MIN_CACHE_BYTES && bytes <= MAX_CACHE_BYTES ? bytes : undefined;
  },
};

function listOf(takes: string, isOne: (each: string) => boolean): Kind<string[]> {
  const read = (value: string) => {
    const parts = value
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean);
    return parts.every(isOne) ? parts : undefined;
  };
  return { takes, read };
}

/** As browsers write it in `Origin`; those of apps in a shell of their own have a scheme of their own, as capacitor://localhost. */
function isOrigin(text: string): boolean {
  if (text.includes('*') || !URL.canParse(text)) return false;
  const { origin, protocol } = new URL(text);
  return origin === text || (!/^(https?|file):$/.test(protocol) && /^[a-z][a-z\d+.-]*:\/\/[\w.-]+$/.test(text));
}

/** Longer than any that is known. In UTF-16 units. */
const LONGEST_MODEL_NAME = 200;
/** What can't be seen, or changes how the rest is seen: no model is called so, and a log would be forged with it. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Parses `provider/name`; undefined when it isn't one, or the provider is unknown. Servers call their models as they like,
 * with spaces, brackets, `#`, `:` or `@`.
 */
export function readModelName(value: string): ModelName | undefined {
  const slash = value.indexOf('/');
  const provider = PROVIDERS.find((each) => each === value.slice(0, slash));
  const name = value.slice(slash + 1);
  const isName = name.trim() !== '' && name.length <= LONGEST_MODEL_NAME && !UNSEEN.test(name);
  return slash > 0 && provider && isName ? { provider, name } : undefined;
}

/** Those of the providers that have models which turn texts into vectors. */
const EMBEDDING_PROVIDERS = ['openai', 'ollama', 'compatible'] as const satisfies readonly ProviderName[];

function readEmbeddingModelName(value: string): ModelName | undefined {
  const model = readModelName(value);
  return model && EMBEDDING_PROVIDERS.some((provider) => provider === model.provider) ? model : undefined;
}

/** The text form of a model's name: `provider/name`. */
export function formatModelName({ provider, name }: ModelName): string {
  return `${provider}/${name}`;
}

const origins = listOf(
  'origins such as https://app.example.com, comma separated; not *, which would let every page that its user visits in',
  isOrigin,
);
const hosts = listOf(
  'names such as lex.example.com, with or without a port, comma separated; not *, which would let in pages that point their own name here',
  (each) => /^([a-z\d]([a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(each),
);
/** A shorter wait fails answers that are on their way, a longer one than an hour is one for ever. */
const silence = wholeNumber(100, 3_600_000);
const postgres = url(['postgresql:', 'postgres:']);
const redis = url(
  ['redis:', 'rediss:'],
  ({ hostname, username, password, pathname, search, hash }) =>
    hostname !== '' && /^(\/\d{0,5})?$/.test(pathname + search + hash) && [username, password].every(isDecodable),
  ', with a host and at most the number of a database, such as redis://127.0.0.1:6379/0',
);
const http = url(['http:', 'https:'], ({ hash }) => hash === '', ', without #');
const key: Kind<string> = {
  takes: 'a key: at most 4096 visible ASCII characters, without spaces',
  // It is sent as a header, which takes no others.
  read: (value) => (/^[\x21-\x7e]{1,4096}$/.test(value) ? value : undefined),
};

// The one list of settings: readConfig reads them and `lex config` prints them.
const SETTINGS = {
  host: withDefault('HOST', '127.0.0.1', text('the address to listen on')),
  port: withDefault('PORT', '4000', wholeNumber(0, 65_535)),
  metricsPort: optional('LEX_METRICS_PORT', wholeNumber(0, 65_535)),
  dataDir: withDefault('LEX_DATA_DIR', './data', text('a directory that can be written')),
  databaseUrl: optional('DATABASE_URL', postgres, 'password'),
  databasePoolSize: withDefault('DATABASE_POOL_SIZE', '10', wholeNumber(5, 1_000)),
  redisUrl: optional('REDIS_URL', redis, 'password'),
  redisCacheUrl: optional('REDIS_CACHE_URL', redis, 'password'),
  cacheMaxBytes: withDefault('LEX_CACHE_MAX_BYTES', '64 MiB', cacheBytes),
  role: withDefault('LEX_ROLE', 'all', oneOf(ROLES)),
  workerConcurrency: withDefault('LEX_WORKER_CONCURRENCY', '8', wholeNumber(1, 1_000)),
  model: withDefault('LEX_MODEL', 'local/lex', {
    takes: `provider/name, where the provider is one of ${PROVIDERS.join(', ')}`,
    read: readModelName,
  }),
  contextTokens: optional('LEX_CONTEXT_TOKENS', wholeNumber(512, 100_000_000)),
  embeddingModel: optional('LEX_EMBEDDING_MODEL', {
    takes: `provider/name, where the provider is one of ${EMBEDDING_PROVIDERS.join(', ')}`,
    read: readEmbeddingModelName,
  }),
  memoryLanguage: withDefault('LEX_MEMORY_LANGUAGE', 'english', oneOf(MEMORY_LANGUAGES)),
  openaiKey: optional('OPENAI_API_KEY', key, 'whole'),
  openaiUrl: optional('OPENAI_BASE_URL', http, 'password'),
  anthropicKey: optional('ANTHROPIC_API_KEY', key, 'whole'),
  anthropicUrl: optional('ANTHROPIC_BASE_URL', http, 'password'),
  ollamaUrl: optional('OLLAMA_BASE_URL', http, 'password'),
  compatibleUrl: optional('COMPATIBLE_BASE_URL', http, 'password'),
  compatibleKey: optional('COMPATIBLE_API_KEY', key, 'whole'),
  firstTokenMs: withDefault('LEX_MODEL_FIRST_TOKEN_MS', '300000', silence),
  silenceMs: withDefault('LEX_MODEL_SILENCE_MS', '120000', silence),
  auth: withDefault('LEX_AUTH', 'none', oneOf(['none'])),
  persistedOnly: withDefault('LEX_PERSISTED_ONLY', 'false', oneOf(['true', 'false'])),
  persistedFile: optional('LEX_PERSISTED_FILE', {
    takes: 'a JSON file: Apollo’s manifest, or a map of ids to documents as Relay and graphql-codegen write it',
    read: (value) => resolve(value),
  }),
  allowedOrigins: optional('LEX_ALLOWED_ORIGINS', origins),
  allowedHosts: optional('LEX_ALLOWED_HOSTS', hosts),
  logLevel: withDefault('LEX_LOG_LEVEL', 'info', oneOf(LOG_LEVELS)),
};

const ALL_SETTINGS: readonly Setting<unknown>[] = Object.values(SETTINGS);

/** The settings that were made, by their names: those of the process, and of its `.env` (settings-file.ts). */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text in the environment; an empty one counts as not set. */
function textOf(environment: Environment, { name }: Setting<unknown>): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** Shows a value in an error or in `lex config` without what must stay hidden. */
function hideSecret({ secret }: Setting<unknown>, value: string): string {
  if (secret === 'no') return value;
  // An address that can't be parsed may hold a password anywhere.
  if (secret === 'whole' || !URL.canParse(value)) return '(set, hidden)';
  const address = new URL(value);
  // What looks like a path may be the rest of a password that holds a slash.
  if (/[@:%]/.test(address.pathname)) return '(set, hidden)';
  if (!address.username && !address.password && !address.search && !address.hash) return value;
  // A user without a password may be a token.
  if (address.password) address.password = '***';
  else if (address.username) address.username = '***';
  for (const name of new Set(address.searchParams.keys())) {
    if (name !== 'api-version') address.searchParams.set(name, '***');
  }
  if (address.hash) address.hash = '***';
  return address.href;
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.toLowerCase() === 'localhost' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Reads and validates the environment.
 *
 * @throws {StartError} that lists every unknown `LEX_*` name and every bad value, a line each
 */
export function readConfig(environment: Environment): Config {
  const problems = [...unknownNames(environment), ...badValues(environment)];
  if (textOf(environment, SETTINGS.redisCacheUrl) && !textOf(environment, SETTINGS.redisUrl)) {
    problems.push(
      'REDIS_CACHE_URL is set without REDIS_URL: one process by itself keeps its cache in its memory, and several need REDIS_URL. Set that as well, or unset REDIS_CACHE_URL.',
    );
  }
  const host = textOf(environment, SETTINGS.host);
  if (host && !isLoopback(host)) {
    problems.push(
      `HOST is ${JSON.stringify(host)}; with LEX_AUTH=none whoever reaches it is let in, so it takes a loopback address such as 127.0.0.1. In a container, leave it out and use \`docker run --network host\`.`,
    );
  }
  const port = textOf(environment, SETTINGS.port) ?? SETTINGS.port.fallback;
  if (port !== '0' && port === textOf(environment, SETTINGS.metricsPort)) {
    problems.push(`LEX_METRICS_PORT is ${port}, which is PORT too; leave it out, or set it to another.`);
  }
  if (problems.length > 0) throw new StartError(problems.join('\n'));

  const get = <T>(setting: Setting<T>): T => setting.parse(textOf(environment, setting));
  return Object.freeze({
    host: get(SETTINGS.host),
    port: get(SETTINGS.port),
    metricsPort: get(SETTINGS.metricsPort),
    dataDir: resolve(get(SETTINGS.dataDir)),
    databaseUrl: get(SETTINGS.databaseUrl),
    databasePoolSize: get(SETTINGS.databasePoolSize),
    redisUrl: get(SETTINGS.redisUrl),
    redisCacheUrl: get(SETTINGS.redisCacheUrl),
    cacheMaxBytes: get(SETTINGS.cacheMaxBytes),
    role: get(SETTINGS.role),
    workerConcurrency: get(SETTINGS.workerConcurrency),
    model: get(SETTINGS.model),
    contextTokens: get(SETTINGS.contextTokens),
    embeddingModel: get(SETTINGS.embeddingModel),
    memoryLanguage: get(SETTINGS.memoryLanguage),
    providers: {
      openai: { apiKey: get(SETTINGS.openaiKey), baseUrl: get(SETTINGS.openaiUrl) },
      anthropic: { apiKey: get(SETTINGS.anthropicKey), baseUrl: get(SETTINGS.anthropicUrl) },
      ollama: { baseUrl: get(SETTINGS.ollamaUrl) },
      compatible: { apiKey: get(SETTINGS.compatibleKey), baseUrl: get(SETTINGS.compatibleUrl) },
    },
    modelSilence: { firstTokenMs: get(SETTINGS.firstTokenMs), betweenMs: get(SETTINGS.silenceMs) },
    auth: get(SETTINGS.auth),
    persistedOnly: get(SETTINGS.persistedOnly) === 'true',
    persistedFile: get(SETTINGS.persistedFile),
    allowedOrigins: get(SETTINGS.allowedOrigins) ?? [],
    allowedHosts: get(SETTINGS.allowedHosts) ?? [],
    logLevel: get(SETTINGS.logLevel),
  });
}

/** Where a server of the same settings listens: `http://host:port`. @throws {StartError} for a bad `HOST` or `PORT` */
export function readServerUrl({ HOST, PORT }: Environment): string {
  const { host, port } = readConfig({ HOST, PORT });
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function unknownNames(environment: Environment): string[] {
  const known = new Set(ALL_SETTINGS.map((setting) => setting.name));
  return Object.keys(environment)
    .filter((name) => /^LEX_/i.test(name) && !known.has(name))
    .map((name) => `${name} is not a setting of Lex; \`lex config\` lists those it has.`);
}

function badValues(environment: Environment): string[] {
  return ALL_SETTINGS.flatMap((setting) => {
    const raw = textOf(environment, setting);
    try {
      setting.parse(raw);
      return [];
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      // An address that isn't understood may hold its password elsewhere than one that is.
      const hidden = setting.secret === 'password' && raw?.includes('@');
      const shown = hidden ? '(set, hidden)' : hideSecret(setting, raw ?? '');
      return [`${setting.name} is ${JSON.stringify(shown)}; it takes ${setting.takes}.`];
    }
  });
}

/** One setting as `lex config` prints it. */
export interface SettingDescription {
  readonly name: string;
  /** Undefined when it is not set and has no default. Secrets are hidden. */
  readonly value: string | undefined;
  readonly from: 'environment' | '.env' | 'default';
  readonly takes: string;
}

/**
 * Every setting with its value as it is in force, secrets hidden.
 *
 * @param fromFile the names of those that `.env` gave
 */
export function describeConfig(environment: Environment, fromFile: ReadonlySet<string>): SettingDescription[] {
  return ALL_SETTINGS.map((setting) => {
    const set = textOf(environment, setting);
    const value = set ?? setting.fallback;
    return {
      name: setting.name,
      value: value === undefined ? undefined : hideSecret(setting, value),
      from: set === undefined ? 'default' : fromFile.has(setting.name) ? '.env' : 'environment',
      takes: setting.takes,
    };
  });
}
