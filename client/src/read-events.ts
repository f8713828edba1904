import { LexError } from './lex-error.ts';

/** The longest line, in UTF-16 units: a server's results have up to 8 MiB. */
const LONGEST = 2 ** 24;

export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events, as graphql-sse has them in its mode of distinct connections. What is cut off in the middle
 * of an event is dropped with it.
 *
 * @param onBytes called with all that comes, comments included
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<ServerSentEvent> {
  let event = 'message';
  let data: string[] = [];
  for await (const line of readLines(body, onBytes)) {
    if (line === '') {
      if (data.length > 0 || event !== 'message') yield { event, data: data.join('\n') };
      event = 'message';
      data = [];
      continue;
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  }
}

/** Lines that are whole, without their ends. */
async function* readLines(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
    const lines = decoder.decode(value, { stream: true }).split('\n');
    // A long line comes in many pieces, of which most hold no end.
    lines[0] = rest + (lines[0] ?? '');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw new LexError('UNEXPECTED', 'The server sends a line without end.');
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
