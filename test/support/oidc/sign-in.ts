import * as oauth from 'oauth4webapi';
import { CLIENT_ID, type IdentityProvider, SCOPES } from './identity-provider.ts';

/** What somebody has who is signed in. */
export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const CLIENT: oauth.Client = { client_id: CLIENT_ID };
/** The provider of a test is on this machine, without TLS. */
const PLAIN = { [oauth.allowInsecureRequests]: true };
/** A browser gives up as well. */
const MOST_REDIRECTS = 10;

/** Signs a user in with a code and PKCE, as a page does. @throws when the provider refuses */
export async function signIn(
  { issuer }: Pick<IdentityProvider, 'issuer'>,
  { user, redirectUri }: { readonly user: string; readonly redirectUri: string },
): Promise<SignedIn> {
  const server = await discover(issuer);
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const asked = new URL(server.authorization_endpoint ?? '');
  asked.search = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: SCOPES,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    login_hint: user,
  }).toString();
  const params = oauth.validateAuthResponse(server, CLIENT, await visit(asked, redirectUri), state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    CLIENT,
    oauth.None(),
    params,
    redirectUri,
    verifier,
    PLAIN,
  );
  return readTokens(await oauth.processAuthorizationCodeResponse(server, CLIENT, answer));
}

/** Fresh tokens for one that is used up with that. @throws {oauth.ResponseBodyError} when the provider refuses */
export async function refresh({ issuer }: Pick<IdentityProvider, 'issuer'>, refreshToken: string): Promise<SignedIn> {
  const server = await discover(issuer);
  const answer = await oauth.refreshTokenGrantRequest(server, CLIENT, oauth.None(), refreshToken, PLAIN);
  return readTokens(await oauth.processRefreshTokenResponse(server, CLIENT, answer));
}

async function discover(issuer: string): Promise<oauth.AuthorizationServer> {
  const address = new URL(issuer);
  return oauth.processDiscoveryResponse(address, await oauth.discoveryRequest(address, PLAIN));
}

function readTokens({ access_token: accessToken, refresh_token: refreshToken }: oauth.TokenEndpointResponse): SignedIn {
  if (refreshToken === undefined) throw new Error('The provider gave no refresh token.');
  return { accessToken, refreshToken };
}

/** Goes where a browser would be sent, with the cookies that it is given, until it would be back at the page. */
async function visit(from: URL, until: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = from;
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${at.pathname} answered ${response.status}: ${await response.text()}`);
    at = new URL(location, at);
    if (at.href.startsWith(until)) return at;
  }
  throw new Error(`After ${MOST_REDIRECTS} redirects ${at.pathname} sends elsewhere still.`);
}
