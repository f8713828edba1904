import { ImportError } from './import-error.ts';

/** The longest line that is read, in bytes. Lex writes no row that is as long. */
const LONGEST_LINE = 16 * 1_024 * 1_024;
const LINE_FEED = 10;

/**
 * Splits a stream of UTF-8 into lines, without their line feeds. A last line needs none.
 *
 * @throws {ImportError} for a line of more than 16 MiB
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      yield text([...parts, chunk.subarray(from, end)]);
      number++;
      parts = [];
      size = 0;
      from = end + 1;
    }
    size += chunk.length - from;
    if (size > LONGEST_LINE) throw new ImportError(number, 'this is no export of Lex: the line has more than 16 MiB.');
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (size > 0) yield text(parts);
}

function text(parts: readonly Uint8Array[]): string {
  return Buffer.concat(parts).toString('utf8');
}
