import { type Finding, ok, problem, unchecked, warning } from '../findings/finding.ts';
import type { WatchedStream } from './read-events.ts';

/** For how long a stream of the status is watched: it brings an event at once, and another each three seconds. */
export const PATIENCE_MS = 10_000;
/** Two events that come so near to each other were held back: they are sent three seconds apart. */
const TOGETHER_MS = 1_000;

const BUFFERED =
  'nginx: proxy_buffering off and proxy_http_version 1.1, without proxy_ignore_headers X-Accel-Buffering; Caddy: ' +
  'flush_interval -1.';

/** @param options.compressed whether the client said that it takes gzip */
export function judgeEvents(watched: WatchedStream, { compressed }: { readonly compressed: boolean }): Finding {
  const refusal = refusalOf(watched);
  if (refusal) return refusal;
  const { headMs, firstBytesMs, eventsMs, encoding, endedMs, end } = watched;
  const [first, second] = eventsMs;
  const facts = {
    headMs: Math.round(headMs),
    firstBytesMs: firstBytesMs === undefined ? null : Math.round(firstBytesMs),
    firstEventMs: first === undefined ? null : Math.round(first),
    secondEventMs: second === undefined ? null : Math.round(second),
    encoding: encoding ?? null,
  };
  if (endedMs !== undefined && eventsMs.length < 2) {
    const says = `The stream ended after ${seconds(endedMs)} s, with ${eventsMs.length} events: ${end}.`;
    return problem(says, 'See what on the way ends it, or whether the server is stopping.', facts);
  }
  if (first === undefined || second === undefined) {
    const came = first === undefined ? 'no event' : 'one event';
    const says = `Events are held back on the way: ${came} came in ${seconds(PATIENCE_MS)} s, of one each 3 s.`;
    return problem(says, BUFFERED, facts);
  }
  if (second - first < TOGETHER_MS) {
    const says = `Events are held back on the way: the first came after ${seconds(first)} s, together with the next.`;
    return problem(says, BUFFERED, facts);
  }
  if (!compressed && encoding !== undefined) {
    const says = `Events come in time, but compressed (${encoding}) for a client that takes no compression.`;
    return warning(says, 'Let Lex compress: it does so for those who take it, and sends each event at once.', facts);
  }
  const how = encoding === undefined ? 'uncompressed' : `compressed (${encoding})`;
  return ok(`Events come as they are sent, ${how}: the first after ${seconds(first)} s.`, facts);
}

/** A buffer on the way may let long events pass, and hold back short ones, such as words of a reply. */
const SHORT_LATE_MS = 3_000;

/** Judges by a quiet stream whether the three bytes come with which each begins. */
export function judgeShort(watched: WatchedStream): Finding {
  const refusal = refusalOf(watched);
  if (refusal) return refusal;
  const { headMs, firstBytesMs } = watched;
  const facts = {
    headMs: Math.round(headMs),
    firstBytesMs: firstBytesMs === undefined ? null : Math.round(firstBytesMs),
  };
  if (firstBytesMs !== undefined && firstBytesMs - headMs < SHORT_LATE_MS) {
    return ok('What is short comes as it is sent.', facts);
  }
  const when = firstBytesMs === undefined ? 'never came' : `came after ${seconds(firstBytesMs)} s`;
  return problem(`What is short is held back on the way: the first three bytes ${when}.`, BUFFERED, facts);
}

/** Why it is no event stream of Lex; undefined when it is one. */
export function refusalOf({ status, contentType, isOfLex }: WatchedStream): Finding | undefined {
  if (status === 200 && contentType.startsWith('text/event-stream')) return undefined;
  if (isOfLex && (status === 401 || status === 403)) {
    return unchecked(`The server lets nobody in without a credential (${status}).`, 'Give a key with --key.');
  }
  if (isOfLex) return unchecked(`The server refused the subscription (${status}).`, 'Its log says why.');
  const says = `No event stream comes, but status ${status} from something on the way.`;
  return problem(says, 'Let the proxy pass on POST at /graphql with Accept: text/event-stream.', { status });
}

const seconds = (ms: number) => (ms / 1_000).toFixed(1);
