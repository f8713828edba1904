/** What the server says of itself to whoever opens the page. */
export interface Settings {
  readonly auth: 'none' | 'keys' | 'jwt';
  /** Where people sign in, with `jwt`; null: they bring a token or a key. */
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly scopes: string;
    /** Where else the page may ask for tokens. */
    readonly origins: readonly string[];
  } | null;
  /** Whether `/graphql` shows GraphiQL. */
  readonly graphiql: boolean;
  /** Whether administrators see the queues at `/admin/queues`. */
  readonly adminQueues: boolean;
  readonly version: string;
}

/** @throws {Error} when the server can't be reached, or isn't one of these pages */
export async function loadSettings(): Promise<Settings> {
  const response = await fetch('/console/settings.json');
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  const settings: unknown = await response.json();
  if (!isSettings(settings)) throw new Error('The server’s settings are not those of this page.');
  return settings;
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && 'auth' in value && 'oidc' in value && 'version' in value;
}
