import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs addresses of files: whoever has one may read the file until it ends, and needs nothing else. */
export interface SignedPaths {
  /** `/files/ID?until=…&signature=…`, which holds for so many seconds. */
  sign(id: string, seconds: number): string;
  /** Whether the query of an address was signed for this file, and holds still. */
  holds(id: string, query: URLSearchParams): boolean;
}

export function createSignedPaths(key: Uint8Array, now: () => number = Date.now): SignedPaths {
  const signatureOf = (id: string, until: string): Buffer =>
    createHmac('sha256', key).update(`lex-file\n${id}\n${until}`).digest();

  return {
    sign(id, seconds) {
      const until = String(Math.ceil(now() / 1_000) + seconds);
      return `/files/${id}?until=${until}&signature=${signatureOf(id, until).toString('base64url')}`;
    },
    holds(id, query) {
      const until = query.get('until') ?? '';
      const shown = Buffer.from(query.get('signature') ?? '', 'base64url');
      const signature = signatureOf(id, until);
      if (!/^\d{1,12}$/.test(until) || shown.length !== signature.length) return false;
      return timingSafeEqual(shown, signature) && Number(until) * 1_000 > now();
    },
  };
}
