import { messageOf } from '../../errors.ts';
import type { Check } from '../findings/check.ts';
import { type NamedFinding, named, problem } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';
import { credentialOf, frontAddress } from './front-address.ts';
import { judgeEvents, judgeShort, PATIENCE_MS } from './judge-events.ts';
import { judgeKept } from './judge-kept.ts';
import { watchEvents } from './read-events.ts';

/** Whether server-sent events come as they are sent, compressed and not, and for how long a quiet stream stays. */
export const eventStreams: Check = {
  name: 'front.events',
  timeoutMs: ({ front }) => Math.max(PATIENCE_MS, front.keepMs) + PATIENCE_MS,
  async run({ front }, signal) {
    if (front.url === undefined) return [];
    const { graphql: url } = frontAddress(front.url);
    const headers = credentialOf(front);
    const { status, conversations } = front.subscriptions;
    const lively = { body: status, headers, forMs: PATIENCE_MS, events: 2, signal };
    const quiet = { body: conversations, headers, encodings: 'identity', forMs: front.keepMs, signal };
    const cut = 'Let it pass on POST at /graphql with Accept: text/event-stream.';
    const failed = (check: string) => (error: unknown) =>
      named(check, [problem(`No event stream comes: ${sentence(messageOf(error))}`, cut)]);
    const looks: Promise<NamedFinding[]>[] = [
      watchEvents(url, { ...lively, encodings: 'identity' }).then(
        (watched) => named('front.events', [judgeEvents(watched, { compressed: false })]),
        failed('front.events'),
      ),
      watchEvents(url, { ...lively, encodings: 'gzip' }).then(
        (watched) => named('front.events.compressed', [judgeEvents(watched, { compressed: true })]),
        failed('front.events.compressed'),
      ),
      watchEvents(url, quiet).then(
        (watched) => [
          ...named('front.events.short', [judgeShort(watched)]),
          ...named('front.events.kept', [judgeKept('An event stream', watched, front.keepMs)]),
        ],
        failed('front.events.kept'),
      ),
    ];
    return (await Promise.all(looks)).flat();
  },
};
