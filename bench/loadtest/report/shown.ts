import type { Judged } from './judge.ts';
import type { Report } from './report.ts';

/** Milliseconds with three digits or so; a dash where nothing was measured. */
export function shownMs(ms: number | null): string {
  return ms === null ? '–' : ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en');
}

export const shownShare = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(2)}%`);

export const shownRate = (perSecond: number): string => `${perSecond.toFixed(perSecond < 10 ? 2 : 1)}/s`;

export const shownLimit = ({ unit }: Pick<Judged, 'unit'>, value: number | null): string =>
  unit === 'ms' ? `${shownMs(value)}${value === null ? '' : ' ms'}` : shownShare(value);

/** What loaded the server, in a sentence. */
export function aboutLoad({ url, version, load, seconds, endedEarly }: Report): string {
  const pace =
    load.rate === null
      ? `${load.users} users with ${load.pauseSeconds.from} to ${load.pauseSeconds.to} s between their steps`
      : `${load.rate} steps a second by at most ${load.users} users`;
  const keys = load.keys === 0 ? 'no keys' : load.keys === 1 ? 'one key' : `${load.keys} keys`;
  const end = endedEarly ? `, ended early of ${load.durationSeconds} s` : '';
  return (
    `${url} (version ${version}): ${pace}, for ${seconds.toFixed(1)} s${end}, with ${keys}; ` +
    `${FOLLOWED[load.transport]}; seed ${load.seed}.`
  );
}

const FOLLOWED = {
  websocket: 'replies followed over WebSockets',
  sse: 'replies followed over event streams',
  http: 'replies not followed',
} as const;

/** What makes the figures less than they seem, in sentences. */
export function caveats({ generator, load, neverBegun, measured, errors }: Report): readonly string[] {
  const found: string[] = [];
  if (generator.isBottleneck) {
    const busy = Math.round(generator.busy * 100);
    found.push(
      `The load generator was a bottleneck: its event loop was ${shownMs(generator.delayP99Ms)} ms late in one of a ` +
        `hundred cases and in use for ${busy}% of the time. Times of that size are its own as much as the server's: ` +
        'take fewer users, or run it on a machine of its own.',
    );
  }
  if (neverBegun > 0) {
    found.push(
      `${neverBegun} steps were due and never begun, since all ${load.users} users had something to do: the ` +
        'latencies lack their wait.',
    );
  }
  const [latency, service] = [measured.ack.latency.p95, measured.ack.service.p95];
  if (load.rate !== null && latency !== null && service !== null && latency > 2 * service) {
    found.push(
      `The service times leave out how long steps waited to be sent (coordinated omission): of acknowledgements the ` +
        `p95 is ${shownMs(service)} ms without that, and ${shownMs(latency)} ms with it.`,
    );
  }
  if ([...errors.chat, ...errors.status].some(({ code }) => code === 'RATE_LIMITED')) {
    found.push(
      'Some steps were beyond what a user may ask for in a minute (RATE_LIMITED): give users keys of their own.',
    );
  }
  return found;
}
