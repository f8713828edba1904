import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import { atEnd } from '../at-end.ts';

/** What it is asked for: tokens for Lex, which stands for itself under this name. */
export const AUDIENCE = 'https://lex.example.com/api';
export const CLIENT_ID = 'console';
export const SCOPES = 'openid profile offline_access';

/** An identity provider of a test, which signs in whoever comes. */
export interface IdentityProvider {
  /** Its address, and what its tokens say in `iss`. */
  readonly issuer: string;
  /** The settings of a Lex that takes its tokens and signs people in with it. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * How long access tokens last that are given from now on, in seconds. A time below zero makes ones that have ended:
   * Lex takes a token for half a minute longer, and a test needn't wait for all of that.
   */
  tokensLast(seconds: number): void;
}

interface IdentityProviderOptions {
  /** Where the client may be sent back to, also from signing out; a client has at least one. */
  readonly redirectUris: readonly [string, ...string[]];
  /** Where pages may come from that ask for tokens. @default none */
  readonly origins?: readonly string[];
  /** In seconds. @default 600 */
  readonly accessTokenSeconds?: number;
  /** In seconds. @default 3600 */
  readonly refreshTokenSeconds?: number;
  /** What access tokens say of a user besides the name. @default nothing */
  readonly claimsOf?: (user: string) => Readonly<Record<string, unknown>>;
}

/**
 * Starts one on a free port of this machine; it ends with the tests of the calling file. It has one public client,
 * which must use PKCE. Nobody is asked for a password: who comes is signed in as `login_hint` says, or as `mia`, and
 * sent back. Access tokens are JWTs for {@link AUDIENCE}, and each refresh token may be used once.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const lasts = { seconds: options.accessTokenSeconds ?? 600 };
  const provider = new Provider(issuer, await configurationOf(options, lasts));
  const answer = provider.callback();

  /** The only page that anybody would see: it answers for its visitor. */
  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { params } = await provider.interactionDetails(request, response);
    const { login_hint: hint } = params;
    const accountId = typeof hint === 'string' ? hint : 'mia';
    await provider.interactionFinished(request, response, { login: { accountId } });
  };
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    interact(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
  });

  return {
    issuer,
    settings: {
      LEX_AUTH: 'jwt',
      LEX_JWKS_URL: `${issuer}/jwks`,
      LEX_JWT_ISSUER: issuer,
      LEX_JWT_AUDIENCE: AUDIENCE,
      LEX_OIDC_ISSUER: issuer,
      LEX_OIDC_CLIENT_ID: CLIENT_ID,
      LEX_OIDC_SCOPES: SCOPES,
    },
    tokensLast(seconds) {
      lasts.seconds = seconds;
    },
  };
}

async function configurationOf(
  { redirectUris, origins = [], refreshTokenSeconds = 3_600, claimsOf = () => ({}) }: IdentityProviderOptions,
  lasts: { readonly seconds: number },
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  // A token that has ended when it is given is given all the same.
  const accessTokenSeconds = (): number => Math.max(1, lasts.seconds);
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...redirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
    ],
    clientBasedCORS: (_, origin) => origins.includes(origin),
    pkce: { required: () => true },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'key-1' }] },
    cookies: { keys: ['a key with which nobody but this process signs cookies'] },
    scopes: SCOPES.split(' '),
    claims: { openid: ['sub'], profile: ['name'] },
    findAccount: (_, user) => ({ accountId: user, claims: () => ({ sub: user, name: user }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    // Nobody is asked for consent either.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: CLIENT_ID, accountId: oidc.session?.accountId });
      grant.addOIDCScope(SCOPES);
      grant.addResourceScope(AUDIENCE, 'lex');
      await grant.save();
      return grant;
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: refreshTokenSeconds,
      Session: 86_400,
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(context, form) {
          context.body = `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out of all</button>`;
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'lex',
          audience: AUDIENCE,
          accessTokenTTL: accessTokenSeconds(),
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    extraTokenClaims: (_, token) => {
      const user = 'accountId' in token ? token.accountId : '';
      return { name: user, ...claimsOf(user) };
    },
    formats: {
      customizers: {
        jwt(_, __, { payload }) {
          payload['exp'] = Number(payload['iat']) + lasts.seconds;
        },
      },
    },
  };
}
