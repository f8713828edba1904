import type { Config } from '../../config/config.ts';
import type { Route } from '../http/route.ts';
import { sendError, sendJson } from '../http/writing/send-json.ts';

/** What the console has to know of a server before anybody has signed in. Everybody may read it: no secret is in it. */
export interface ConsoleSettings {
  readonly auth: Config['auth'];
  /** Where people sign in; null where they don't, or where the console has to be given a credential. */
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    /** With a space between each two, as a request for authorization has them. */
    readonly scopes: string;
    /** Where else the page may ask for tokens: what its content policy has besides the issuer's origin. */
    readonly origins: readonly string[];
  } | null;
  /** Whether GraphiQL is at `/graphql`. */
  readonly graphiql: boolean;
  /** Whether the queues are at `/admin/queues`. */
  readonly adminQueues: boolean;
  /** Of Lex. */
  readonly version: string;
}

/** Takes from the configuration what the console may know. */
export function consoleSettings(
  { auth, oidc, graphiql, adminQueues }: Pick<Config, 'auth' | 'oidc' | 'graphiql' | 'adminQueues'>,
  version: string,
): ConsoleSettings {
  const { issuer, clientId, scopes, origins } = oidc;
  const signsIn = auth === 'jwt' && issuer !== undefined && clientId !== undefined;
  return { auth, oidc: signsIn ? { issuer, clientId, scopes, origins } : null, graphiql, adminQueues, version };
}

/** Answers with the settings, as no cache may store them: after a change of the configuration they are others. */
export function createConsoleSettingsRoute(settings: ConsoleSettings): Route {
  return (request, response) => {
    if (request.method === 'GET' || request.method === 'HEAD') return sendJson(response, 200, settings);
    response.setHeader('Allow', 'GET, HEAD');
    sendError(response, 405, 'BAD_USER_INPUT', 'Settings are read with GET.');
  };
}
