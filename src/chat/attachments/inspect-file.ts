import { isUtf8 } from 'node:buffer';
import { BadUserInputError } from '../../errors.ts';
import type { InspectedFile } from './attachment.ts';
import { readImageHeader } from './image-header.ts';

/**
 * The longest side of an image, and the most pixels: what Anthropic takes, and what a browser can show. A header that
 * claims more is that of an image which would fill the memory of whoever decodes it.
 */
const LONGEST_SIDE = 8_000;
const MOST_PIXELS = 40_000_000;

/** The longest text. More than that has no room in a prompt anyway, and belongs into documents that are looked up. */
const MOST_TEXT_BYTES = 2 ** 20;

/** How much of a text is looked at to tell what it is, in bytes. */
const HEAD = 4_096;

/** What else begins as these bytes do, from a place on, and what to do with it. */
const OTHERS: readonly [at: number, begins: string, advice: string][] = [
  [0, '%PDF-', 'PDFs aren’t taken here: add it to the documents instead, or send its text.'],
  [0, 'PK\x03\x04', 'Archives and office documents aren’t taken here: send their text, or images of their pages.'],
  [0, '\x1f\x8b', 'Compressed files aren’t taken: send what is in it.'],
  [4, 'ftyp', 'HEIC, AVIF and videos aren’t taken: send the image as PNG, JPEG, GIF or WebP.'],
  [0, 'II*\0', 'TIFF isn’t taken: send the image as PNG, JPEG, GIF or WebP.'],
  [0, 'MM\0*', 'TIFF isn’t taken: send the image as PNG, JPEG, GIF or WebP.'],
  [0, 'BM', 'BMP isn’t taken: send the image as PNG, JPEG, GIF or WebP.'],
];

/**
 * Says what a file is, by its content alone: its name and what the client says of its type may be wrong.
 *
 * @throws {BadUserInputError} when it is neither an image that models are shown nor a text; it says why
 */
export function inspectFile(name: string, bytes: Buffer): InspectedFile {
  if (bytes.length === 0) throw refused(name, 'it is empty.');
  const header = readImageHeader(bytes);
  if (header === 'cut') throw refused(name, 'it begins as an image does, but its header is damaged or cut off.');
  if (!header) return inspectText(name, bytes);
  const { width, height } = header;
  if (width === 0 || height === 0) throw refused(name, 'the image has no pixels.');
  if (Math.max(width, height) > LONGEST_SIDE || width * height > MOST_PIXELS) {
    throw refused(
      name,
      `the image has ${width} × ${height} pixels: each side takes up to ${LONGEST_SIDE.toLocaleString('en')}, and ` +
        `all of it ${MOST_PIXELS / 1_000_000} million. Make it smaller.`,
    );
  }
  return { kind: 'IMAGE', ...header };
}

function inspectText(name: string, bytes: Buffer): InspectedFile {
  const head = bytes.subarray(0, HEAD);
  const other = OTHERS.find(([at, begins]) => head.toString('latin1', at, at + begins.length) === begins);
  // A text may begin with these letters too.
  if (other && (!isUtf8(bytes) || bytes.includes(0) || other[1] === '%PDF-')) throw refused(name, other[2]);
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw refused(name, 'it is neither a PNG, JPEG, GIF or WebP image nor a text in UTF-8.');
  }
  if (isSvg(head)) {
    throw refused(name, 'SVG is a program rather than an image, and no model is shown it: send it as PNG or WebP.');
  }
  if (bytes.length > MOST_TEXT_BYTES) {
    throw refused(name, 'a text may have up to 1 MiB: add it to the documents instead, or send a part of it.');
  }
  return { kind: 'TEXT', contentType: 'text/plain' };
}

/** Whether a text's first element is `svg`, behind whatever XML lets stand before it. */
function isSvg(head: Buffer): boolean {
  let rest = head.toString().replace(/^\ufeff/, '');
  for (;;) {
    rest = rest.trimStart();
    const end = rest.startsWith('<?')
      ? '?>'
      : rest.startsWith('<!--')
        ? '-->'
        : rest.startsWith('<!')
          ? '>'
          : undefined;
    if (end === undefined) return /^<(\w+:)?svg[\s/>]/i.test(rest);
    // What stands in brackets in a document type has elements of its own.
    const internal = end === '>' ? /^<![^[>]*\[[^\]]*\]\s*>/.exec(rest)?.[0] : undefined;
    const at = rest.indexOf(end);
    if (internal === undefined && at < 0) return false;
    rest = internal === undefined ? rest.slice(at + end.length) : rest.slice(internal.length);
  }
}

function refused(name: string, why: string): BadUserInputError {
  return new BadUserInputError(`${JSON.stringify(name)} can’t be attached: ${why}`);
}
