import { MEMORY_LANGUAGES } from '../language/terms/memory-languages.ts';
import type { LogLevel } from '../log.ts';
import { TRACES_TO } from './environment.ts';
import {
  collectorUrl,
  filesUrl,
  hosts,
  httpUrl,
  keysUrl,
  origins,
  postgresUrl,
  redisUrl,
  signInIssuer,
} from './kinds/addresses.ts';
import { attributePairs, headerPairs } from './kinds/pairs.ts';
import {
  attachmentBytes,
  bodyBytes,
  cacheBytes,
  claimText,
  documentBytes,
  issuer,
  key,
  memoryBytes,
  oneOf,
  path,
  proxies,
  scopes,
  secretOf,
  shareOfAll,
  storageBytes,
  text,
  threadBytes,
  trueOrFalse,
  voiceName,
  voiceNames,
  wholeNumber,
} from './kinds/values.ts';
import { modelNames, modelPrices } from './model-lists.ts';
import { modelOf, PROVIDERS } from './model-name.ts';
import { list, optional, withDefault } from './setting.ts';

const ROLES = ['all', 'serve', 'work'] as const;
/** Those of OpenTelemetry that need nothing else. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const satisfies readonly LogLevel[];

/**
 * A shorter wait would fail answers that are on their way, and one longer than an hour would never end for its user.
 */
const silence = wholeNumber(100, 3_600_000);

/**
 * Every setting of Lex: the only list of them, in the order in which `lex config` prints it.
 *
 * The shape of this table is the shape of `Config`: a setting is added here, and in a table of docs/configuration.md.
 */
export const SETTINGS = {
  host: withDefault('HOST', '127.0.0.1', text('the address to listen on')),
  /** 0 takes a free port. */
  port: withDefault('PORT', '4000', wholeNumber(0, 65_535)),
  /** A port for `/metrics` alone, 0 for a free one; undefined: `/metrics` is on `port`. */
  metricsPort: optional('LEX_METRICS_PORT', wholeNumber(0, 65_535)),

  dataDir: withDefault('LEX_DATA_DIR', './data', path('a directory that can be written')),
  /** PostgreSQL; undefined: the embedded database in `dataDir`. */
  databaseUrl: optional('DATABASE_URL', postgresUrl, 'password'),
  databasePoolSize: withDefault('DATABASE_POOL_SIZE', '10', wholeNumber(5, 1_000)),
  /** Redis, which lets several processes share a database; undefined: there is one process. */
  redisUrl: optional('REDIS_URL', redisUrl, 'password'),
  /** A Redis for the cache alone, which may evict entries; undefined: the cache is in `redisUrl`. */
  redisCacheUrl: optional('REDIS_CACHE_URL', redisUrl, 'password'),
  /** The most that the cache may hold, both in this process and in `redisUrl`. */
  cacheMaxBytes: withDefault('LEX_CACHE_MAX_BYTES', '64 MiB', cacheBytes),

  /** An S3-compatible store for files, which several processes need; undefined: they are in `dataDir`. */
  filesUrl: optional('LEX_FILES_URL', filesUrl, 'password'),

  role: withDefault('LEX_ROLE', 'all', oneOf(ROLES)),
  /** How many replies this process writes at a time. It runs a quarter as many background jobs beside them. */
  workerConcurrency: withDefault('LEX_WORKER_CONCURRENCY', '8', wholeNumber(1, 1_000)),

  model: withDefault('LEX_MODEL', 'local/lex', modelOf(PROVIDERS)),
  /** The models that users may choose, besides `model`; empty: those of every provider that is set up. */
  models: list('LEX_MODELS', modelNames),
  /** Models that can be shown images, besides those of which it is known. */
  visionModels: list('LEX_VISION_MODELS', modelNames),
  /** How many tokens a prompt and its answer may hold together; undefined: as many as the model is known to take. */
  contextTokens: optional('LEX_CONTEXT_TOKENS', wholeNumber(512, 100_000_000)),
  /** The model that turns memories into vectors, of a provider that has such; undefined: recall goes by words alone. */
  embeddingModel: optional('LEX_EMBEDDING_MODEL', modelOf(['openai', 'ollama', 'compatible'])),
  /** The model that speaks replies; undefined: eSpeak NG, where it is installed. */
  speechModel: optional('LEX_SPEECH_MODEL', modelOf(['openai', 'compatible'])),
  /** Whose voice that is, as the model or eSpeak NG names it; undefined: its own choice. */
  speechVoice: optional('LEX_SPEECH_VOICE', voiceName),
  /** The voices that users may choose; empty: all that are known of what speaks. */
  speechVoices: list('LEX_SPEECH_VOICES', voiceNames),
  /** The model that writes down what is said; undefined: none does. */
  transcriptionModel: optional('LEX_TRANSCRIPTION_MODEL', modelOf(['openai', 'compatible'])),
  memoryLanguage: withDefault('LEX_MEMORY_LANGUAGE', 'english', oneOf(MEMORY_LANGUAGES)),
  /** How much of the disk the partitions of memory may take in this process's data directory, in MiB. */
  memoryDiskMb: withDefault('LEX_MEMORY_DISK_MB', '1024', wholeNumber(16, 1_048_576)),
  /** How the providers of models are reached. One without its key or address isn't set up. */
  providers: {
    openai: {
      apiKey: optional('OPENAI_API_KEY', key, 'whole'),
      baseUrl: optional('OPENAI_BASE_URL', httpUrl, 'password'),
    },
    anthropic: {
      apiKey: optional('ANTHROPIC_API_KEY', key, 'whole'),
      baseUrl: optional('ANTHROPIC_BASE_URL', httpUrl, 'password'),
    },
    ollama: { baseUrl: optional('OLLAMA_BASE_URL', httpUrl, 'password') },
    compatible: {
      baseUrl: optional('COMPATIBLE_BASE_URL', httpUrl, 'password'),
      apiKey: optional('COMPATIBLE_API_KEY', key, 'whole'),
    },
  },
  /** How long a model may be silent, in milliseconds: until its first token, and between two. */
  modelSilence: {
    firstTokenMs: withDefault('LEX_MODEL_FIRST_TOKEN_MS', '300000', silence),
    betweenMs: withDefault('LEX_MODEL_SILENCE_MS', '120000', silence),
  },

  /** Who is let in: everybody as the local user, who has an API key, or who has a token of an identity provider. */
  auth: withDefault('LEX_AUTH', 'none', oneOf(['none', 'keys', 'jwt'])),
  /** With `keys`, a key that lets the first administrator in. */
  adminKey: optional('LEX_ADMIN_KEY', secretOf(32), 'whole'),
  /** With `jwt`, whose tokens hold: by a secret that the issuer has too, or by the public keys that it publishes. */
  jwt: {
    secret: optional('LEX_JWT_SECRET', secretOf(32), 'whole'),
    jwksUrl: optional('LEX_JWKS_URL', keysUrl, 'password'),
    issuer: optional('LEX_JWT_ISSUER', issuer),
    audience: optional('LEX_JWT_AUDIENCE', claimText),
    /** Where a token says what its user may do; undefined: nowhere, and users keep the role that they have here. */
    roleClaim: optional('LEX_JWT_ROLE_CLAIM', claimText),
    /** What stands there for administrators. */
    adminRole: withDefault('LEX_JWT_ADMIN_ROLE', 'admin', claimText),
  },
  /** With `jwt`, where the web console signs people in; undefined: nowhere. */
  oidc: {
    issuer: optional('LEX_OIDC_ISSUER', signInIssuer, 'password'),
    clientId: optional('LEX_OIDC_CLIENT_ID', claimText),
    /** What it asks for: some providers give a token for Lex only for a scope of their own. */
    scopes: withDefault('LEX_OIDC_SCOPES', 'openid profile offline_access', scopes),
    /** Where it asks for tokens, if that isn't the issuer's own origin. */
    origins: list('LEX_OIDC_ORIGINS', origins),
  },
  /** Whether browsers that open `/graphql` get GraphiQL. */
  graphiql: withDefault('LEX_GRAPHIQL', 'true', trueOrFalse),
  /** Whether administrators see the queues at `/admin/queues`. */
  adminQueues: withDefault('LEX_ADMIN_QUEUES', 'true', trueOrFalse),
  /** Whether there is OpenAI's API below `/v1/`. */
  openaiApi: withDefault('LEX_OPENAI_API', 'true', trueOrFalse),
  /** For how many days it is kept what administrators, keys and the machine did. */
  auditDays: withDefault('LEX_AUDIT_DAYS', '90', wholeNumber(1, 36_500)),
  /** For how many days a job is kept after its end. */
  jobDays: withDefault('LEX_JOB_DAYS', '30', wholeNumber(1, 36_500)),
  persistedOnly: withDefault('LEX_PERSISTED_ONLY', 'false', trueOrFalse),
  /** An app's own list of persisted documents, besides `schema/persisted.json`. */
  persistedFile: optional(
    'LEX_PERSISTED_FILE',
    path('a JSON file: Apollo’s manifest, or a map of ids to documents as Relay and graphql-codegen write it'),
  ),
  /** Origins of web pages that may use the server, besides its own and, on loopback, those of this machine. */
  allowedOrigins: list('LEX_ALLOWED_ORIGINS', origins),
  /** Names that a `Host` header may have, besides loopback ones and those of allowed origins. */
  allowedHosts: list('LEX_ALLOWED_HOSTS', hosts),
  /** How many proxies in front say truly where a request comes from. */
  trustProxy: withDefault('LEX_TRUST_PROXY', 'false', proxies),
  /** How much each user may ask for in a minute, where it is asked who comes. */
  rates: {
    points: withDefault('LEX_RATE_POINTS', '1000000', wholeNumber(1_000, 1_000_000_000)),
    chats: withDefault('LEX_RATE_CHATS', '60', wholeNumber(1, 1_000_000)),
    jobs: withDefault('LEX_RATE_JOBS', '60', wholeNumber(1, 1_000_000)),
    recordings: withDefault('LEX_RATE_RECORDINGS', '20', wholeNumber(1, 1_000_000)),
  },
  /** How many tokens models may be asked in a day of UTC; undefined: as many as are wanted. */
  dailyTokens: {
    perUser: optional('LEX_DAILY_TOKENS_PER_USER', wholeNumber(1, 2_000_000_000)),
    all: optional('LEX_DAILY_TOKENS', wholeNumber(1, 9_000_000_000)),
  },
  /** What a million tokens of models cost, by their names. */
  prices: withDefault('LEX_PRICES', '', modelPrices),
  /** How many bytes of texts each user may store, where it is asked who comes. */
  storagePerUser: withDefault('LEX_STORAGE_PER_USER', '1 GiB', storageBytes),
  /** What a document may take that is read into memory. */
  documents: {
    /** The longest file, in bytes. */
    maxBytes: withDefault('LEX_DOCUMENT_MAX_BYTES', '64 MiB', documentBytes),
    /** How long reading it may take, in seconds, without storing what was read. */
    seconds: withDefault('LEX_DOCUMENT_SECONDS', '300', wholeNumber(1, 3_000)),
    /** How large the heap of the thread that reads it may be. */
    memory: withDefault('LEX_DOCUMENT_MEMORY', '512 MiB', threadBytes),
    /** How many characters of text it may hold. */
    maxCharacters: withDefault('LEX_DOCUMENT_MAX_CHARACTERS', '70000000', wholeNumber(1_000, 500_000_000)),
  },
  /** What messages may have attached. */
  attachments: {
    /** How many files a message may have; 0: none. */
    most: withDefault('LEX_ATTACHMENTS', '8', wholeNumber(0, 20)),
    /** The longest file. */
    maxBytes: withDefault('LEX_ATTACHMENT_MAX_BYTES', '5 MiB', attachmentBytes),
  },
  /** The longest body of a request, and message on a socket. */
  bodyMaxBytes: withDefault('LEX_BODY_MAX_BYTES', '1 MiB', bodyBytes),

  /** When a process refuses what comes, since it has too much to do. */
  overload: {
    /** How long what comes may wait for its turn, on average, in milliseconds; twice that, and nothing is taken. */
    delayMs: withDefault('LEX_OVERLOAD_DELAY_MS', '500', wholeNumber(10, 600_000)),
    /** How much of V8's heap may be in use. */
    heapPercent: withDefault('LEX_OVERLOAD_HEAP_PERCENT', '90', wholeNumber(10, 100)),
    /** How many jobs may wait for messages still to be taken. */
    queue: withDefault('LEX_OVERLOAD_QUEUE', '100', wholeNumber(0, 1_000_000)),
  },
  /** More memory than this ends the process in good order; undefined: nine tenths of what there is. */
  memoryLimit: optional('LEX_MEMORY_LIMIT', memoryBytes),

  logLevel: withDefault('LEX_LOG_LEVEL', 'info', oneOf(LEVELS)),
  /** Where traces go, and how: settings that all programs with OpenTelemetry share. */
  tracing: {
    /** Undefined: nothing is traced. */
    endpoint: optional(TRACES_TO, collectorUrl, 'password'),
    headers: optional('OTEL_EXPORTER_OTLP_HEADERS', headerPairs, 'whole'),
    protocol: withDefault('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/protobuf', oneOf(['http/protobuf'])),
    /** Undefined: as `resource` says, or `lex`. */
    serviceName: optional('OTEL_SERVICE_NAME', claimText),
    resource: optional('OTEL_RESOURCE_ATTRIBUTES', attributePairs),
    sampler: withDefault('OTEL_TRACES_SAMPLER', 'parentbased_always_on', oneOf(SAMPLERS)),
    /** Of the samplers by ratio: of how many of all traces each is recorded, from 0 to 1. */
    share: withDefault('OTEL_TRACES_SAMPLER_ARG', '1', shareOfAll),
    isDisabled: withDefault('OTEL_SDK_DISABLED', 'false', trueOrFalse),
  },
};
