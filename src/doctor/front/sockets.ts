import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked } from '../findings/finding.ts';
import { frontAddress } from './front-address.ts';
import { judgeKept } from './judge-kept.ts';
import { type WatchedSocket, watchSocket } from './open-socket.ts';

/** Whether a WebSocket passes what is on the way, and for how long a quiet one stays. */
export const sockets: Check = {
  name: 'front.socket',
  timeoutMs: ({ front }) => front.keepMs + SHORT_MS,
  async run({ front }, signal) {
    if (front.url === undefined) return [];
    const { url, key, keepMs } = front;
    const { status, conversations: quiet } = front.subscriptions;
    const watched = await watchSocket(frontAddress(url).graphql, { key, status, quiet, keepMs, signal });
    return [
      ...named('front.socket', [judgeUpgrade(watched)]),
      ...(watched.firstEventMs === undefined
        ? []
        : named('front.socket.kept', [judgeKept('A WebSocket', watched, keepMs)])),
    ];
  },
};

/** Of graphql-transport-ws: who came is not let in. */
const FORBIDDEN = 4403;

export function judgeUpgrade({ refused, openMs, letInMs, firstEventMs, end, closeCode }: WatchedSocket): Finding {
  const fix =
    'Pass the upgrade on: proxy_http_version 1.1, and the headers Upgrade and Connection (nginx); load balancers ' +
    'have a switch for WebSockets.';
  const facts = { openMs: openMs === undefined ? null : Math.round(openMs), status: refused?.status ?? null };
  if (refused?.isOfLex && refused.status !== 400) {
    return unchecked(`Lex refused the WebSocket with ${refused.status}: its log says why.`);
  }
  if (refused) return problem(`A WebSocket does not pass: it is refused with status ${refused.status}.`, fix, facts);
  if (openMs === undefined) return problem(`A WebSocket does not pass: ${end ?? 'nothing was answered'}.`, fix, facts);
  if (closeCode === FORBIDDEN) {
    const why = 'A WebSocket passes; what comes on it was not looked at, since the server asks who comes.';
    return unchecked(why, 'Give a key with --key.');
  }
  if (letInMs === undefined || firstEventMs === undefined) {
    const says = `A WebSocket passes, but nothing comes on it${end ? `: ${end}` : ''}.`;
    return problem(
      says,
      'See whether something on the way reads into WebSockets, and lets through only requests.',
      facts,
    );
  }
  return ok(`A WebSocket passes: it was open after ${Math.round(openMs)} ms, and its first event came.`, facts);
}
