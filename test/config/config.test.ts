import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { describeConfig } from '../../src/config/describe-config.ts';
import { readModelName } from '../../src/config/model-name.ts';

const problemsOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const ODD_VALUES = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    '0x10',
    '٣',
    '1.5',
    '9'.repeat(400),
    'NaN',
    'null',
    'true',
    '~',
    '.',
    '/',
    '\u00e9\u{1f600}',
  ],
  ...[
    'redis://%zz:hunter2%zz@h',
    'postgresql://',
    'http://',
    'https://h:99999',
    'http://[::1',
    'x'.repeat(100_000),
    'a\nb',
    'hunter2 \0',
  ],
  ...[
    'redis://h?password=hunter2',
    'postgresql://h/db?password=hunter2#hunter2',
    'http://hunter2@h',
    '__proto__',
    'local/',
    '/lex',
  ],
];

describe('settings', () => {
  it('have defaults for everything, so that no environment is a valid one', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      role: 'all',
      workerConcurrency: 8,
      model: { provider: 'local', name: 'lex' },
      cacheMaxBytes: 64 * 1024 * 1024,
      persistedOnly: false,
      allowedOrigins: [],
      modelSilence: { firstTokenMs: 300_000, betweenMs: 120_000 },
    });
    expect(config.dataDir).toMatch(/[\\/]data$/);
  });

  it('are refused by name when Lex does not know them', () => {
    expect(problemsOf({ LEX_MODLE: 'x' })).toBe('LEX_MODLE is not a setting of Lex; `lex config` lists those it has.');
  });

  it.each([
    ['PORT', '70000', 'a whole number from 0 to 65535'],
    ['PORT', '80.5', 'a whole number from 0 to 65535'],
    ['LEX_ROLE', 'boss', 'one of all, serve, work'],
    ['LEX_MODEL', 'gpt', 'provider/name'],
    ['LEX_MODEL', 'nobody/gpt', 'provider/name'],
    ['LEX_CONTEXT_TOKENS', '511', 'a whole number from 512 to 100000000'],
    ['LEX_CONTEXT_TOKENS', '8k', 'a whole number from 512 to 100000000'],
    ['LEX_EMBEDDING_MODEL', 'local/lex', 'provider/name, where the provider is one of openai, ollama, compatible'],
    [
      'LEX_EMBEDDING_MODEL',
      'anthropic/claude',
      'provider/name, where the provider is one of openai, ollama, compatible',
    ],
    ['LEX_CACHE_MAX_BYTES', '64 parsecs', 'a number of bytes'],
    ['LEX_CACHE_MAX_BYTES', '0', 'a number of bytes'],
    ['LEX_CACHE_MAX_BYTES', '1023', 'a number of bytes'],
    ['LEX_CACHE_MAX_BYTES', '-1', 'a number of bytes'],
    ['LEX_CACHE_MAX_BYTES', '999999999999999 GiB', 'a number of bytes'],
    ['LEX_ALLOWED_ORIGINS', 'https://a.example/path', 'origins such as'],
    ['LEX_ALLOWED_ORIGINS', '*', 'origins such as https://app.example.com, comma separated; not *, which would let'],
    ['LEX_ALLOWED_ORIGINS', 'https://*.example.com', 'origins such as'],
    ['LEX_ALLOWED_ORIGINS', 'null', 'origins such as'],
    ['LEX_ALLOWED_ORIGINS', 'app.example.com', 'origins such as'],
    ['LEX_ALLOWED_ORIGINS', 'file:///x', 'origins such as'],
    ['LEX_ALLOWED_HOSTS', '*', 'names such as lex.example.com, with or without a port, comma separated; not *'],
    ['LEX_ALLOWED_HOSTS', 'https://lex.example.com', 'names such as'],
    ['LEX_PERSISTED_ONLY', 'yes', 'one of true, false'],
    ['OLLAMA_BASE_URL', 'ftp://x', 'an address that begins with http:// or https://'],
    [
      'OLLAMA_BASE_URL',
      'http://x/v1#y',
      'an address that begins with http:// or https://, without #',
      'http://x/v1#***',
    ],
    ['REDIS_URL', 'redis:', 'an address that begins with redis:// or rediss://, with a host'],
    ['REDIS_URL', 'redis://h/jobs', 'an address that begins with redis:// or rediss://, with a host'],
    ['OPENAI_API_KEY', 'a b', 'a key: at most 4096 visible ASCII characters', '(set, hidden)'],
    ['OPENAI_API_KEY', 'ключ', 'a key: at most 4096 visible ASCII characters', '(set, hidden)'],
    ['LEX_AUTH', 'open', 'one of none, keys, jwt'],
    ['LEX_JWT_SECRET', 'hunter2', '32 to 4096 visible ASCII characters', '(set, hidden)'],
    ['LEX_JWKS_URL', 'http://login.example.com/keys', 'an address that begins with https:// or http://; http:// only'],
    ['LEX_JWT_ISSUER', 'lex', 'who signs the tokens'],
    ['LEX_JWT_AUDIENCE', 'ключ', '1 to 255 visible ASCII characters'],
    ['LEX_ADMIN_KEY', 'short', '32 to 4096 visible ASCII characters', '(set, hidden)'],
    ['LEX_MODEL', 'openai/a\u0007b', 'provider/name'],
    ['LEX_MODEL', `openai/${'x'.repeat(201)}`, 'provider/name'],
    ['LEX_MODEL_FIRST_TOKEN_MS', '0', 'a whole number from 100 to 3600000'],
    ['LEX_MODEL_FIRST_TOKEN_MS', '5 min', 'a whole number from 100 to 3600000'],
    ['LEX_MODEL_SILENCE_MS', '3600001', 'a whole number from 100 to 3600000'],
    ['LEX_MODEL_SILENCE_MS', '-1', 'a whole number from 100 to 3600000'],
    ['ANTHROPIC_BASE_URL', 'file:///x', 'an address that begins with http:// or https://'],
    ['LEX_OIDC_ISSUER', 'http://login.example.com', 'an address that begins with https://'],
    ['LEX_OIDC_ISSUER', 'https://login.example.com/#a', 'an address', 'https://login.example.com/#***'],
    ['LEX_OIDC_ISSUER', 'https://login.example.com/?a', 'an address', 'https://login.example.com/?a=***'],
    ['LEX_OIDC_ISSUER', 'https://mia@login.example.com', 'an address', '(set, hidden)'],
    ['LEX_OIDC_ISSUER', 'login', 'an address', '(set, hidden)'],
    ['LEX_OIDC_SCOPES', 'profile', 'names of scopes with a space between each two, openid among them'],
    ['LEX_OIDC_SCOPES', 'openid, profile', 'names of scopes'],
    ['LEX_GRAPHIQL', 'off', 'one of true, false'],
  ] as [string, string, string, string?][])(
    '%s=%s is refused with what it got and what it takes',
    (name, value, takes, shown = value) => {
      const problem = problemsOf({ [name]: value });
      expect(problem.split('\n')).toHaveLength(1);
      expect(problem).toContain(`${name} is ${JSON.stringify(shown)}; it takes ${takes}`);
    },
  );

  it('report every problem at once', () => {
    expect(problemsOf({ PORT: 'x', LEX_ROLE: 'y', LEX_Z: 'z' }).split('\n')).toHaveLength(3);
  });

  it('let nobody in from other machines while there is no authentication', () => {
    expect(problemsOf({ HOST: '0.0.0.0' })).toContain('HOST is "0.0.0.0"');
    expect(problemsOf({ HOST: '127.0.0.999' })).toContain('HOST is "127.0.0.999"');
    expect(problemsOf({ HOST: '127.0.0.1.example.com' })).toContain('HOST is');
    for (const HOST of ['localhost', 'LOCALHOST', '127.1.2.3', '::1', ' ', '']) expect(problemsOf({ HOST })).toBe('');
  });

  it('let others in where it is asked who comes, and say so when a key is asked for by nobody', () => {
    expect(problemsOf({ HOST: '0.0.0.0', LEX_AUTH: 'keys' })).toBe('');
    const LEX_ADMIN_KEY = 'a-key-of-thirty-two-characters-or-more';
    expect(problemsOf({ LEX_ADMIN_KEY, LEX_AUTH: 'keys' })).toBe('');
    expect(problemsOf({ LEX_ADMIN_KEY })).toMatch(/^LEX_ADMIN_KEY is set, and nothing asks for it/);
  });

  it('take one kind of key for tokens, and whose they are and for whom', () => {
    const LEX_JWT_SECRET = 'a-secret-of-thirty-two-characters-or-more';
    const both = { LEX_AUTH: 'jwt', LEX_JWT_ISSUER: 'https://login.example.com/', LEX_JWT_AUDIENCE: 'lex' };
    expect(problemsOf({ ...both, LEX_JWT_SECRET })).toBe('');
    for (const url of ['https://login.example.com/keys', 'http://127.0.0.1:9/keys', 'http://keycloak:8080/certs']) {
      expect(problemsOf({ ...both, LEX_JWKS_URL: url })).toBe('');
    }
    expect(problemsOf(both)).toMatch(/either LEX_JWT_SECRET or LEX_JWKS_URL/);
    expect(problemsOf({ ...both, LEX_JWT_SECRET, LEX_JWKS_URL: 'https://x/keys' })).toMatch(/one of them alone/);
    expect(problemsOf({ LEX_AUTH: 'jwt', LEX_JWT_SECRET }).split('\n')).toEqual([
      expect.stringMatching(/needs LEX_JWT_ISSUER/),
      expect.stringMatching(/needs LEX_JWT_AUDIENCE/),
    ]);
    expect(problemsOf({ LEX_JWT_SECRET })).toMatch(/^LEX_JWT_SECRET is set, and nothing asks for it/);
  });

  it('sign people in with a provider only where tokens are asked for, and under a name', () => {
    const jwt = {
      LEX_AUTH: 'jwt',
      LEX_JWT_ISSUER: 'https://login.example.com/',
      LEX_JWT_AUDIENCE: 'lex',
      LEX_JWKS_URL: 'https://login.example.com/keys',
    };
    const both = { LEX_OIDC_ISSUER: 'https://login.example.com/realms/a/', LEX_OIDC_CLIENT_ID: 'console' };
    expect(readConfig({ ...jwt, ...both }).oidc).toEqual({
      issuer: both.LEX_OIDC_ISSUER,
      clientId: 'console',
      origins: [],
      scopes: 'openid profile offline_access',
    });
    for (const LEX_OIDC_ISSUER of ['http://127.0.0.1:9', 'http://localhost:9/a', 'http://[::1]:9']) {
      expect(problemsOf({ ...jwt, ...both, LEX_OIDC_ISSUER })).toBe('');
    }
    const lines = (environment: Record<string, string>) => problemsOf(environment).split('\n');
    for (const [one, other] of [
      ['LEX_OIDC_ISSUER', 'LEX_OIDC_CLIENT_ID'],
      ['LEX_OIDC_CLIENT_ID', 'LEX_OIDC_ISSUER'],
    ] as const) {
      expect(lines({ ...jwt, [one]: both[one] })).toEqual([
        expect.stringMatching(`^${one} is set, which needs ${other}`),
      ]);
    }
    expect(lines({ ...jwt, LEX_OIDC_SCOPES: 'openid' })).toHaveLength(2);
    expect(lines({ ...jwt, LEX_OIDC_ORIGINS: 'https://tokens.example.com' })).toHaveLength(2);
    for (const LEX_AUTH of ['none', 'keys']) {
      expect(lines({ ...both, LEX_AUTH })).toEqual(
        Object.keys(both).map((name) => expect.stringMatching(`^${name} is set, and nothing asks for it`)),
      );
    }
  });

  it('say that a second Redis is not used rather than passing over it', () => {
    expect(problemsOf({ REDIS_CACHE_URL: 'redis://localhost' })).toContain('REDIS_CACHE_URL');
  });

  it('keep metrics from the port that is not theirs alone', () => {
    expect(problemsOf({ LEX_METRICS_PORT: '4000' })).toContain('LEX_METRICS_PORT is 4000, which is PORT too');
    expect(problemsOf({ LEX_METRICS_PORT: '0', PORT: '0' })).toBe('');
  });

  it.each(describeConfig({}, new Set()).map(({ name }) => name))(
    '%s, whatever it is set to, is taken or refused in one line that names it and tells no secret',
    (name) => {
      for (const value of [...ODD_VALUES, ...ODD_VALUES.map((odd) => `http://u:hunter2@h/${odd}`)]) {
        const problem = problemsOf(
          name === 'REDIS_CACHE_URL' ? { [name]: value, REDIS_URL: 'redis://h' } : { [name]: value },
        );
        expect(problem.split('\n')).toHaveLength(1);
        if (problem) expect(problem).toMatch(new RegExp(`^${name} is `));
        if (/KEY|URL/.test(name)) expect(problem).not.toContain('hunter2');
      }
    },
  );

  it('read bytes with units, and model names with slashes in them', () => {
    expect(readConfig({ LEX_CACHE_MAX_BYTES: '2 KiB' }).cacheMaxBytes).toBe(2048);
    expect(readConfig({ LEX_MODEL: 'compatible/meta/llama-3:8b' }).model).toEqual({
      provider: 'compatible',
      name: 'meta/llama-3:8b',
    });
    expect(readConfig({ LEX_EMBEDDING_MODEL: 'ollama/nomic-embed-text' }).embeddingModel).toEqual({
      provider: 'ollama',
      name: 'nomic-embed-text',
    });
  });
});

describe("a model's name", () => {
  it.each(['a b', 'My Model (v2) [Q4_K_M]', 'x#1', 'x:y@z', 'org/x?y=z&w', 'модель', 'x'.repeat(200)])(
    'may be %j',
    (name) => {
      expect(readModelName(`compatible/${name}`)).toEqual({ provider: 'compatible', name });
    },
  );

  it.each(['', ' ', 'a\nb', 'a\0b', 'a\u2028b', 'a\u202eb', '\ud800', 'x'.repeat(201)])('may not be %j', (name) => {
    expect(readModelName(`compatible/${name}`)).toBeUndefined();
  });
});

it('origins and hosts are read as browsers write them', () => {
  const { allowedOrigins, allowedHosts } = readConfig({
    LEX_ALLOWED_ORIGINS: 'https://app.example.com, http://10.0.0.1:3000,capacitor://localhost',
    LEX_ALLOWED_HOSTS: 'lex.example.com, lex.local:8080,[fd00::1]',
  });
  expect(allowedOrigins).toEqual(['https://app.example.com', 'http://10.0.0.1:3000', 'capacitor://localhost']);
  expect(allowedHosts).toEqual(['lex.example.com', 'lex.local:8080', '[fd00::1]']);
});

describe('lists of models', () => {
  it('are read with spaces around their commas, and prices with one figure for what only reads', () => {
    const { models, prices } = readConfig({
      LEX_MODELS: ' openai/gpt-5.2 ,compatible/org/x=y:8b, local/lex',
      LEX_PRICES: 'openai/gpt-5.2=1.75/14, compatible/org/x=y:8b = 0.02 ,ollama/free=0/0',
    });
    expect(models).toEqual([
      { provider: 'openai', name: 'gpt-5.2' },
      { provider: 'compatible', name: 'org/x=y:8b' },
      { provider: 'local', name: 'lex' },
    ]);
    expect([...prices]).toEqual([
      ['openai/gpt-5.2', { input: 1.75, output: 14 }],
      ['compatible/org/x=y:8b', { input: 0.02, output: 0 }],
      ['ollama/free', { input: 0, output: 0 }],
    ]);
    expect(readConfig({}).prices.size).toBe(0);
  });

  it.each([
    'gpt-5.2=1/2',
    'openai/gpt-5.2',
    'openai/gpt-5.2=',
    'openai/gpt-5.2=1/2/3',
    'openai/gpt-5.2=-1/2',
    'openai/gpt-5.2=1e9/2',
    'openai/gpt-5.2=1,5/2',
    'openai/gpt-5.2=NaN',
    'openai/gpt-5.2=1, openai/gpt-5.2=2',
  ])('has no prices like %s', (text) => {
    expect(problemsOf({ LEX_PRICES: text })).toMatch(/^LEX_PRICES is /);
  });

  it.each(['gpt-5.2', 'openai/', 'openai/a;b/c, nobody/x'])('has no models like %s', (text) => {
    expect(problemsOf({ LEX_MODELS: text })).toMatch(/^LEX_MODELS is /);
  });
});

describe('printed settings', () => {
  it('hide keys and passwords', () => {
    const environment = {
      OPENAI_API_KEY: 'sk-very-secret',
      DATABASE_URL: 'postgresql://lex:hunter2@db/lex',
      COMPATIBLE_BASE_URL: 'not a url with hunter2',
      OPENAI_BASE_URL: 'https://h/v1?api-version=2&api_key=hunter2',
    };
    const printed = JSON.stringify(describeConfig(environment, new Set()));
    expect(printed).not.toMatch(/very-secret|hunter2/);
    expect(describeConfig(environment, new Set()).find(({ name }) => name === 'DATABASE_URL')?.value).toBe(
      'postgresql://lex:***@db/lex',
    );
    expect(describeConfig(environment, new Set()).find(({ name }) => name === 'OPENAI_BASE_URL')?.value).toBe(
      'https://h/v1?api-version=2&api_key=***',
    );
    expect(problemsOf(environment)).not.toMatch(/hunter2/);
    const inQuery = {
      DATABASE_URL: 'postgresql:///lex?host=db&password=hunter2',
      OLLAMA_BASE_URL: 'https://hunter2@h/v1',
      COMPATIBLE_BASE_URL: 'http://u:1/hunter2@h',
    };
    expect(JSON.stringify(describeConfig(inQuery, new Set()))).not.toContain('hunter2');
  });

  it('say where each value comes from', () => {
    const port = describeConfig({ PORT: '5000' }, new Set()).find(({ name }) => name === 'PORT');
    expect(port).toMatchObject({ value: '5000', from: 'environment' });
    expect(describeConfig({}, new Set()).find(({ name }) => name === 'PORT')).toMatchObject({
      value: '4000',
      from: 'default',
    });
    const fromFile = describeConfig({ PORT: '5000' }, new Set(['PORT'])).find(({ name }) => name === 'PORT');
    expect(fromFile).toMatchObject({ value: '5000', from: '.env' });
  });
});
