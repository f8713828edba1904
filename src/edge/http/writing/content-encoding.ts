import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export type ContentEncoding = 'br' | 'gzip';

/** A shorter body gains nothing: it fits into one packet with its headers. */
const SHORTEST_BYTES = 1_024;
/** Headers are remembered as they came: there are few, and a client's own is no longer than its head may be. */
const KNOWN_HEADERS = 200;
/** About as fast as gzip, and a fifth shorter on JSON. */
const BROTLI_QUALITY = 4;

const chosen = new LRUCache<string, { readonly encoding: ContentEncoding | undefined }>({ max: KNOWN_HEADERS });
/** Compressed forms of bodies that are kept; they go with the body. */
const compressed = new WeakMap<Buffer, Map<ContentEncoding, Promise<Buffer>>>();

/** The encoding that a client prefers, by the weights of its Accept-Encoding; undefined for none. */
export function chooseEncoding(header: string | undefined): ContentEncoding | undefined {
  if (!header) return undefined;
  const known = chosen.get(header);
  if (known) return known.encoding;
  const asked = new Negotiator({ headers: { 'accept-encoding': header } });
  // In the order of the weights; of those that are wanted alike, as the client wrote them.
  const wanted = asked.encodings(['br', 'gzip', 'identity'])[0];
  const encoding = wanted === 'br' || wanted === 'gzip' ? wanted : undefined;
  chosen.set(header, { encoding });
  return encoding;
}

/** The encoding for a body of this length. */
export function encodingFor(header: string | undefined, bytes: number): ContentEncoding | undefined {
  return bytes < SHORTEST_BYTES ? undefined : chooseEncoding(header);
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Compresses a body in a thread of its own. */
export function compress(body: Buffer, encoding: ContentEncoding): Promise<Buffer> {
  if (encoding === 'gzip') return zip(body);
  return brotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}

/** The same for a body that is given again: each of its forms is made once. */
export function compressKept(body: Buffer, encoding: ContentEncoding): Promise<Buffer> {
  const forms = compressed.get(body) ?? new Map<ContentEncoding, Promise<Buffer>>();
  compressed.set(body, forms);
  const known = forms.get(encoding);
  if (known) return known;
  const made = compress(body, encoding);
  forms.set(encoding, made);
  return made;
}
