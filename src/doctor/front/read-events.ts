import { withDeadline } from '../../time/with-deadline.ts';
import { reasonOf } from './ask.ts';

/** What came of an event stream while it was watched. */
export interface WatchedStream {
  readonly status: number;
  readonly contentType: string;
  readonly encoding: string | undefined;
  /** Whether Lex answered, and not something on the way. */
  readonly isOfLex: boolean;
  /** When the head came, and the first bytes after it, in milliseconds from the beginning. */
  readonly headMs: number;
  readonly firstBytesMs: number | undefined;
  /** When each event came that brought something. */
  readonly eventsMs: readonly number[];
  /** When it ended, unless it was let go of here, and why. */
  readonly endedMs: number | undefined;
  readonly end: string | undefined;
}

export interface WatchOptions {
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
  /** What the client would take, as `Accept-Encoding` says it. */
  readonly encodings: string;
  /** For how long it is watched, in milliseconds. */
  readonly forMs: number;
  /** After how many events it is let go of. @default never */
  readonly events?: number;
  readonly signal: AbortSignal;
}

/**
 * Opens an event stream, and watches it.
 *
 * @throws when there is no answer at all; the message says why
 */
export function watchEvents(url: string, options: WatchOptions): Promise<WatchedStream> {
  return withDeadline(options.forMs, options.signal, (deadline) => watchUntil(deadline, url, options));
}

async function watchUntil(
  deadline: AbortSignal,
  url: string,
  { body, headers, encodings, forMs, events = Number.POSITIVE_INFINITY }: WatchOptions,
): Promise<WatchedStream> {
  const started = performance.now();
  const now = () => performance.now() - started;
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'accept-encoding': encodings,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal: deadline,
  }).catch((error: unknown) => {
    throw new Error(deadline.aborted ? `not even a head came within ${forMs} ms` : reasonOf(error));
  });
  const head = {
    status: answer.status,
    contentType: answer.headers.get('content-type') ?? '',
    encoding: answer.headers.get('content-encoding') ?? undefined,
    isOfLex: answer.headers.has('x-request-id'),
    headMs: now(),
  };
  const eventsMs: number[] = [];
  let firstBytesMs: number | undefined;
  let end = 'it was ended';
  const decoder = new TextDecoder();
  let rest = '';
  let isEnough = false;
  try {
    const reader = answer.body?.getReader();
    for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
      firstBytesMs ??= now();
      const lines = (rest + decoder.decode(read.value, { stream: true })).split('\n');
      rest = (lines.pop() ?? '').slice(0, LONGEST_REST);
      for (const line of lines) if (line.startsWith('data: ')) eventsMs.push(now());
      isEnough = eventsMs.length >= events;
      if (isEnough) break;
    }
  } catch (error) {
    end = reasonOf(error);
  }
  const ended = isEnough || deadline.aborted ? {} : { endedMs: now(), end };
  return { ...head, firstBytesMs, eventsMs, endedMs: undefined, end: undefined, ...ended };
}

/** The beginning of a line is enough to tell what it is. */
const LONGEST_REST = 64;
