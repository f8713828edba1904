/** What a `Range` header asks of a file: all of it, one part, or one that isn't there. */
export type AskedRange = 'all' | 'none' | { readonly start: number; readonly end: number };

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/**
 * Reads a `Range` header by RFC 9110, 14: what isn't understood is passed over, and so are several ranges at once,
 * which a server may answer with the whole.
 */
export function readRange(header: string | undefined, bytes: number): AskedRange {
  const [, first = '', last = ''] = RANGE.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'all';
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'none' : { start: bytes - length, end: bytes - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'all';
  if (start >= bytes) return 'none';
  return { start, end: last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
