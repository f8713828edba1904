import * as oauth from 'oauth4webapi';
import type { Settings } from '../settings.ts';
import { SignInError } from '../sign-in-error.ts';
import { type Attempt, keepAttempt } from './attempt.ts';
import { signInErrorOf } from './provider-error.ts';
import { tokenLifeMs } from './token-life.ts';
import type { Tokens } from './tokens.ts';

/** How long an answer of the provider may take, in milliseconds. */
const WITHIN_MS = 15_000;
/** A token is renewed when a fifth of its life is left, and not more than this before its end, in milliseconds. */
const LEFT = 0.2;
const MOST_LEFT_MS = 60_000;

/** Where the provider sends people back to: this page, without anything that was asked of it. */
const here = (): string => `${location.origin}/`;

/** The identity provider, as its discovery document describes it. All that fails is a {@link SignInError}. */
export class Provider {
  readonly #server: oauth.AuthorizationServer;
  readonly #settings: NonNullable<Settings['oidc']>;

  private constructor(server: oauth.AuthorizationServer, settings: NonNullable<Settings['oidc']>) {
    this.#server = server;
    this.#settings = settings;
  }

  /** Reads the discovery document. @throws {SignInError} also where the page couldn't ask for tokens */
  static async discover(settings: NonNullable<Settings['oidc']>): Promise<Provider> {
    if (!isSecureContext) throw new SignInError('insecure');
    const issuer = new URL(settings.issuer);
    const server = await told(async () =>
      oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options(settings))),
    );
    const { origin } = new URL(server.token_endpoint ?? issuer);
    // The page's content policy would not let it ask there, of which a browser tells its user nothing.
    if (![issuer.origin, ...settings.origins].includes(origin)) throw new SignInError('origin', origin);
    return new Provider(server, settings);
  }

  /** Begins to sign in. @returns the provider's address to go to */
  async begin(hash: string, longer: boolean): Promise<URL> {
    const { authorization_endpoint: endpoint } = this.#server;
    if (endpoint === undefined) throw new SignInError('wrongAnswer', 'authorization_endpoint');
    const { clientId, scopes } = this.#settings;
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    const verifier = oauth.generateRandomCodeVerifier();
    const address = new URL(endpoint);
    const asked = {
      client_id: clientId,
      redirect_uri: here(),
      response_type: 'code',
      scope: scopes,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    };
    for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
    keepAttempt({ state, nonce, verifier, hash, longer });
    return address;
  }

  /** The tokens for what the provider answered to an attempt. */
  redeem(answer: URLSearchParams, { state, nonce, verifier }: Attempt): Promise<Tokens> {
    return told(async () => {
      const params = oauth.validateAuthResponse(this.#server, this.#client, answer, state);
      const sent = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        oauth.None(),
        params,
        here(),
        verifier,
        options(this.#settings),
      );
      const given = await oauth.processAuthorizationCodeResponse(this.#server, this.#client, sent, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
      return tokensOf(given, { grant: oauth.generateRandomState(), version: 0 });
    });
  }

  /** The next tokens of a sign-in. Those of before can't be renewed again. */
  renew(held: Tokens): Promise<Tokens> {
    const { refreshToken } = held;
    if (refreshToken === undefined) throw new SignInError('ended');
    return told(async () => {
      const sent = await oauth.refreshTokenGrantRequest(
        this.#server,
        this.#client,
        oauth.None(),
        refreshToken,
        options(this.#settings),
      );
      return tokensOf(await oauth.processRefreshTokenResponse(this.#server, this.#client, sent), held);
    });
  }

  /** Ends the tokens of a sign-in, where the provider can. */
  revoke({ refreshToken, accessToken }: Tokens): Promise<void> {
    return told(async () => {
      if (this.#server.revocation_endpoint === undefined) return;
      const token = refreshToken ?? accessToken;
      const sent = oauth.revocationRequest(
        this.#server,
        this.#client,
        oauth.None(),
        token,
        options(this.#settings, { token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token' }),
      );
      await oauth.processRevocationResponse(await sent);
    });
  }

  /** Where people sign out of the provider itself, and come back from; undefined: it has no such place. */
  endOf({ idToken }: Tokens): URL | undefined {
    const { end_session_endpoint: endpoint } = this.#server;
    if (endpoint === undefined) return undefined;
    const address = new URL(endpoint);
    address.searchParams.set('client_id', this.#settings.clientId);
    address.searchParams.set('post_logout_redirect_uri', here());
    if (idToken !== undefined) address.searchParams.set('id_token_hint', idToken);
    return address;
  }

  get #client(): oauth.Client {
    return { client_id: this.#settings.clientId };
  }
}

function options({ issuer }: NonNullable<Settings['oidc']>, parameters: Readonly<Record<string, string>> = {}) {
  return {
    additionalParameters: parameters,
    signal: () => AbortSignal.timeout(WITHIN_MS),
    // The server takes a provider without TLS on its own machine alone.
    [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
  };
}

/** @param before the tokens that these follow, or the name of the sign-in that begins */
function tokensOf(given: oauth.TokenEndpointResponse, before: Omit<Tokens, 'accessToken'>): Tokens {
  const now = Date.now();
  const { access_token: accessToken } = given;
  // A provider that doesn't rotate refresh tokens gives none again.
  const refreshToken = given.refresh_token ?? before.refreshToken;
  const lifeMs = tokenLifeMs(accessToken, given.expires_in);
  return {
    grant: before.grant,
    version: before.version + 1,
    accessToken,
    refreshToken,
    idToken: given.id_token ?? before.idToken,
    ...(lifeMs !== undefined && {
      endsAt: now + lifeMs,
      renewAt: now + lifeMs - (refreshToken === undefined ? 0 : Math.min(LEFT * lifeMs, MOST_LEFT_MS)),
    }),
  };
}

async function told<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    throw signInErrorOf(cause);
  }
}
