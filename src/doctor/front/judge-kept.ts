import { type Finding, ok, problem } from '../findings/finding.ts';
import { refusalOf } from './judge-events.ts';
import type { WatchedStream } from './read-events.ts';

/** How a connection on which nothing happens fared. */
export interface Kept {
  /** When it ended, unless it was let go of here, in milliseconds from its beginning. */
  readonly endedMs: number | undefined;
  readonly end: string | undefined;
}

/** @param what such as `An event stream` */
export function judgeKept(what: string, kept: Kept | WatchedStream, keepMs: number): Finding {
  const refusal = 'status' in kept ? refusalOf(kept) : undefined;
  if (refusal) return refusal;
  const seconds = (ms: number) => Math.round(ms / 1_000);
  const { endedMs, end } = kept;
  const facts = { keptMs: Math.round(endedMs ?? keepMs), isCut: endedMs !== undefined };
  if (endedMs === undefined) {
    const longer = keepMs < LONG_MS ? '; --keep looks for longer' : '';
    return ok(`${what} on which nothing happens stays open for ${seconds(keepMs)} s${longer}.`, facts);
  }
  const says = `${what} on which nothing happens is cut off after ${(endedMs / 1_000).toFixed(1)} s: ${end}.`;
  const fix =
    endedMs < PING_MS
      ? 'Something on the way waits less than the 12 s after which Lex sends a sign of life: let it wait for 75 s ' +
        '(proxy_read_timeout of nginx).'
      : 'Something on the way bounds how long a connection lives at all: raise that. Clients come again and go on ' +
        'from their cursors, but each time costs them a moment.';
  return problem(says, fix, facts);
}

/** Longer than the time-outs that proxies have of themselves. */
const LONG_MS = 120_000;
/** Somewhat more than the time between two signs of life. */
const PING_MS = 13_000;
