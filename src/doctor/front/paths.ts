import { z } from 'zod';
import { isLoopbackName } from '../../config/kinds/loopback.ts';
import type { Check, Front } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { asJson, ask } from './ask.ts';
import { type FrontAddress, frontAddress } from './front-address.ts';

const LIMIT_MS = 30_000;

/** Whether paths and names arrive at Lex as they were sent, and what is open to those who show nothing. */
export const paths: Check = {
  name: 'front.path',
  timeoutMs: () => LIMIT_MS,
  async run({ front }, signal) {
    if (front.url === undefined) return named('front', [unchecked('The way of clients is looked at with --url.')]);
    const address = frontAddress(front.url);
    const settings = await ask(address.at('/console/settings.json'), { signal });
    if (settings.isOfLex && settings.status === 403) {
      const says = `Lex refuses the name ${address.hostname}: it answers to those in LEX_ALLOWED_HOSTS.`;
      const fix =
        'Add the name to LEX_ALLOWED_HOSTS, or let the proxy send the Host that came (proxy_set_header Host).';
      return named('front.path', [problem(says, fix)]);
    }
    const auth = settingsFile.safeParse(asJson(settings.body)).data?.auth;
    if (auth === undefined) {
      const says = `${address.at('/console/settings.json')} does not reach Lex: status ${settings.status}.`;
      return named('front.path', [
        problem(says, 'Let the proxy pass on all paths, as they are, below the same place.'),
      ]);
    }
    return [
      ...named('front.path', [await encodedPath(address, signal), ...(await graphqlPath(address, front, signal))]),
      ...named('front.exposure', await openDoors(address, auth, signal)),
    ];
  },
};

const settingsFile = z.object({ auth: z.enum(['none', 'keys', 'jwt']) });

/** Lex has nothing at this path unless somebody has decoded it on the way. */
const ENCODED = '/health%2Flive';

async function encodedPath(address: FrontAddress, signal: AbortSignal): Promise<Finding> {
  const { status, isOfLex } = await ask(address.at(ENCODED), { signal });
  if (isOfLex && status === 404) return ok('Paths arrive as they were sent.');
  const says = `Paths are changed or refused on the way: of ${ENCODED}, which Lex refuses, came status ${status}.`;
  return warning(says, 'nginx: `proxy_pass` without a path behind the name. Apache: AllowEncodedSlashes NoDecode.');
}

/** What Lex answers to GraphQL depends on who asks; that it is Lex can be told in any case. */
async function graphqlPath(
  address: FrontAddress,
  { key }: Pick<Front, 'key'>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { status, isOfLex } = await ask(address.graphql, {
    signal,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  if (isOfLex && status === 401 && key) {
    return [problem('The key that was given is refused.', 'Give one that holds: `lex keys list` has them.')];
  }
  if (isOfLex) return [];
  const says = `A POST to ${address.graphql} does not reach Lex: status ${status}.`;
  return [problem(says, 'Let the proxy pass on POST at /graphql, and redirect none.')];
}

/** What is answered to somebody who shows nothing. */
async function openDoors(address: FrontAddress, auth: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  if (auth === 'none' && !isLoopbackName(address.hostname)) {
    const says = `Nobody is asked who comes at ${address.hostname}: whoever reaches it is let in, as an administrator.`;
    findings.push(problem(says, 'Set LEX_AUTH=keys or jwt, or put authentication into the proxy.'));
  }
  const metrics = await ask(address.at('/metrics'), { signal });
  if (metrics.status === 200 && /^# HELP /m.test(metrics.body)) {
    const says = '/metrics is answered to everybody: how much is done here, and by which models.';
    findings.push(warning(says, 'Let the proxy answer it with 404, as deploy/nginx.conf does.'));
  }
  return findings.length > 0 ? findings : [ok('Who shows nothing gets neither in nor at /metrics.', { auth })];
}
