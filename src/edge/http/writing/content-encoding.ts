import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { COMPRESSED_FROM_BYTES } from '../../limits/http-limits.ts';
import { remember } from '../../request/remember.ts';

export type ContentEncoding = 'br' | 'gzip';

/** About as fast as gzip, and a fifth shorter on JSON. */
const BROTLI_QUALITY = 4;

/** Compressed forms of bodies that are kept; they go with the body. */
const compressed = new WeakMap<Buffer, Map<ContentEncoding, Promise<Buffer>>>();

/** The encoding that a client prefers, by the weights of its Accept-Encoding; undefined for none. */
const chooseEncoding = remember((header): ContentEncoding | undefined => {
  const asked = new Negotiator({ headers: { 'accept-encoding': header } });
  // In the order of the weights; of those that are wanted alike, as the client wrote them.
  const [wanted] = asked.encodings(['br', 'gzip', 'identity']);
  return wanted === 'br' || wanted === 'gzip' ? wanted : undefined;
});

/** The encoding for a body of this length. */
export function encodingFor(header: string | undefined, bytes: number): ContentEncoding | undefined {
  return bytes < COMPRESSED_FROM_BYTES || !header ? undefined : chooseEncoding(header);
}

/** The encoding for a stream, whose length nobody knows: gzip, unless the client wants brotli more than that. */
export function streamEncodingFor(header: string | undefined): ContentEncoding | undefined {
  return header ? chooseEncoding(withFirst('gzip', header)) : undefined;
}

/** The encoding for a file that is compressed once: brotli, unless the client wants gzip more than that. */
export function fileEncodingFor(header: string | undefined): ContentEncoding | undefined {
  return header ? chooseEncoding(withFirst('br', header)) : undefined;
}

/** Of those that are wanted alike the first is taken, and where something stands means nothing to the client. */
function withFirst(encoding: ContentEncoding, header: string): string {
  const isFirst = (part: string) => part.trim().toLowerCase().startsWith(encoding);
  return header
    .split(',')
    .sort((one, other) => Number(isFirst(other)) - Number(isFirst(one)))
    .join(',');
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
