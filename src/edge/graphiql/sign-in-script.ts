import type { Config } from '../../config/config.ts';
import { storedCredentialScript } from '../console/stored-credential-script.ts';

/** How to get in, for a page of which the server wants to know who uses it. */
const HOW: Readonly<Record<Exclude<Config['auth'], 'none'>, string>> = {
  keys:
    'Sign in at <a href="/">the console</a> with an API key, or write {"authorization": "Bearer lex_…"} under ' +
    'Headers, below. Who runs the server makes keys with <code>npm run -s lex -- keys create</code>: see ' +
    'docs/security.md.',
  jwt:
    'Sign in at <a href="/">the console</a>, or write {"authorization": "Bearer …"} under Headers, below, with a ' +
    'token of the identity provider or an API key: see docs/security.md.',
};

/**
 * A script for the browser, to run before GraphiQL: operations are sent with the credential that the console keeps
 * there, unless they have one in their headers, and what to do is said when the server lets nobody in. The credential
 * is in no address and in no editor, whose content GraphiQL stores.
 *
 * @returns the empty script where nobody is asked
 */
export function signInScript(auth: Config['auth']): string {
  if (auth === 'none') return '';
  // In a block, so that its names are not those of the page.
  return `{
${storedCredentialScript(auth)}
const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin || pathname !== '/graphql') return send(request);
  const credential = storedCredential();
  if (credential && !request.headers.has('authorization')) {
    request.headers.set('authorization', 'Bearer ' + credential);
  }
  const response = await send(request);
  showHow(response.status === 401, request.headers.has('authorization'));
  return response;
};
function showHow(isRefused, wasSignedIn) {
  const notice = document.getElementById('notice');
  notice.hidden = !isRefused;
  if (!isRefused) return;
  const why = wasSignedIn ? 'The server does not take the key or token that was sent. ' : 'You are not signed in. ';
  notice.innerHTML = why + ${JSON.stringify(HOW[auth])};
}
}`;
}
