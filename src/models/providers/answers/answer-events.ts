import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { Response } from 'undici';
import { within } from '../../../time/within.ts';
import { FailureError, readFailure } from '../../failures/failure.ts';
import { parseJson } from '../http/json.ts';

/** The longest event of a stream, and the longest answer that comes whole, in UTF-16 units. */
const LONGEST_EVENT = 1_000_000;
const LONGEST_WHOLE = 8_000_000;
/** How long the counts of tokens, or the last event, may take to come after the reason of the end. */
const LAST_EVENTS_MS = 5_000;

/** One event of an answer: its name, where it has one, and its data. */
export interface AnswerEvent {
  readonly name: string | undefined;
  readonly data: string;
}

/**
 * Reads the server-sent events of an answer as they come. Each step yields the events that came together; there may
 * be none, when a comment or a part of an event came. An answer that is JSON, whatever its content type says, is one
 * event.
 *
 * When the answer is over, the rest of the stream is awaited for a few seconds only, and may fail: some servers send no
 * last event, and leave the connection open or break it.
 *
 * @throws {FailureError} when the connection breaks before the answer is over, or a web page or something endless comes
 */
export async function* readAnswerEvents(
  { body }: Response,
  { answer, signal }: { readonly answer: { readonly isOver: boolean }; readonly signal: AbortSignal },
): AsyncGenerator<readonly AnswerEvent[]> {
  if (!body) throw new FailureError({ kind: 'garbled', came: 'nothing' });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events = new AnswerEvents();
  for (;;) {
    const read = answer.isOver ? within(LAST_EVENTS_MS, reader.read(), { signal }) : reader.read();
    const { done, value } = await read.catch((error: unknown) => {
      signal.throwIfAborted();
      if (answer.isOver) return { done: true, value: undefined } as const;
      throw new FailureError(readFailure(error));
    });
    yield done ? events.end() : events.push(decoder.decode(value, { stream: true }));
    if (done) return;
  }
}

class AnswerEvents {
  readonly #parser: EventSourceParser;
  #events: AnswerEvent[] = [];
  #isTooLong = false;
  /** The text of an answer that isn't a stream, or the white space before one. */
  #whole: string[] = [];
  #wholeLength = 0;
  #form: 'unknown' | 'stream' | 'whole' = 'unknown';

  constructor() {
    this.#parser = createParser({
      maxBufferSize: LONGEST_EVENT,
      onEvent: ({ event, data }) => this.#events.push({ name: event, data }),
      onError: ({ type, line }) => {
        this.#isTooLong ||= type === 'max-buffer-size-exceeded';
        // In the middle of a stream, some servers report an error as bare JSON.
        if (type === 'unknown-field' && line?.startsWith('{')) this.#events.push({ name: undefined, data: line });
      },
    });
  }

  push(text: string): readonly AnswerEvent[] {
    if (this.#form === 'unknown') this.#form = formOf(text);
    if (this.#form === 'stream') return this.#feed(text);
    this.#whole.push(text);
    this.#wholeLength += text.length;
    if (this.#wholeLength > LONGEST_WHOLE) throw endless();
    return [];
  }

  /** The events at the end of the stream: the last one may lack its blank line. */
  end(): readonly AnswerEvent[] {
    if (this.#form === 'stream') return this.#feed('\n\n');
    const text = this.#whole.join('');
    if (text.trim() === '') return [];
    if (parseJson(text) !== undefined) return [{ name: undefined, data: text }];
    // It may be JSON line by line.
    return text.split('\n').map((line) => ({ name: undefined, data: line.replace(/^data:/, '') }));
  }

  #feed(text: string): readonly AnswerEvent[] {
    this.#parser.feed(text);
    if (this.#isTooLong) throw endless();
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

/** Tells the form of an answer by its first character: no line of a stream begins with a bracket or white space. */
function formOf(text: string): 'unknown' | 'stream' | 'whole' {
  const start = text.trimStart();
  if (start === '') return 'unknown';
  if (start.startsWith('<')) throw new FailureError({ kind: 'garbled', came: 'a web page' });
  return start.startsWith('{') || start.startsWith('[') ? 'whole' : 'stream';
}

function endless(): FailureError {
  return new FailureError({ kind: 'garbled', came: 'an event without an end' });
}
