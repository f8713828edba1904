/** An answer to one request, as far as a benchmark looks at it. */
export interface Answer {
  readonly status: number;
  /** Whether it has an `Age`: it comes from a cache. */
  readonly aged: boolean;
  /** Where it ends in the bytes that were read. */
  readonly end: number;
}

const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: ?(\d+)\r\n/i;
const CHUNKED = /\r\ntransfer-encoding: ?chunked\r\n/i;
const AGED = /\r\nage: ?\d/i;

/**
 * Reads an HTTP/1.1 answer that may not be there whole yet.
 *
 * @returns undefined until all of it is there
 * @throws when its end can't be known
 */
export function readAnswer(bytes: Buffer): Answer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return undefined;
  const head = bytes.toString('latin1', 0, headEnd + 2);
  const start = headEnd + HEAD_END.length;
  const end = endOfBody(bytes, start, head);
  if (end === undefined || end > bytes.length) return undefined;
  return { status: Number(head.slice(9, 12)), aged: AGED.test(head), end };
}

function endOfBody(bytes: Buffer, start: number, head: string): number | undefined {
  const length = LENGTH.exec(head)?.[1];
  if (length !== undefined) return start + Number(length);
  if (!CHUNKED.test(head)) throw new Error(`An answer doesn't say where it ends: ${head}`);
  return endOfChunks(bytes, start);
}

function endOfChunks(bytes: Buffer, start: number): number | undefined {
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (size === 0) return at;
  }
}
