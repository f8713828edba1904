import { isUtf8 } from 'node:buffer';
import { DocumentProblem } from './document-problem.ts';

/** How many bytes are looked at to tell an encoding. */
const LOOKED_AT = 65_536;
/** A larger share of control characters than this has no text. */
const MOST_CONTROLS = 0.02;

/**
 * The text of a file: by its byte order mark, as UTF-8 where it is that, as it declares itself, or as Windows-1252,
 * which most other texts are.
 *
 * @param declared an encoding by its name in WHATWG's standard; one that doesn't exist is passed over
 * @throws {DocumentProblem} when the bytes are no text
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const encoding = encodingByMark(bytes) ?? wideEncoding(bytes);
  if (encoding) return decode(bytes, encoding);
  requireText(bytes);
  if (isUtf8(bytes)) return decode(bytes, 'utf-8');
  return decode(bytes, known(declared) ?? 'windows-1252');
}

/** What a page says of its own encoding, in its first bytes. */
export function declaredInHtml(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 2_048)).toString('latin1');
  return /charset\s{0,9}=\s{0,9}["']?([\w:-]{1,40})/i.exec(head)?.[1];
}

/** The parameter of a content type. */
export function charsetOf(contentType: string): string | undefined {
  return /;\s{0,9}charset\s{0,9}=\s{0,9}"?([\w:-]{1,40})/i.exec(contentType)?.[1];
}

function encodingByMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without a mark: of Western texts every second byte is 0. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const looked = bytes.subarray(0, LOOKED_AT);
  const zeros = [0, 0];
  for (const [at, byte] of looked.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros.map((count) => count / Math.max(1, looked.length / 2));
  if (odd > 0.6 && even < 0.05) return 'utf-16le';
  return even > 0.6 && odd < 0.05 ? 'utf-16be' : undefined;
}

function requireText(bytes: Uint8Array): void {
  const looked = bytes.subarray(0, LOOKED_AT);
  let controls = 0;
  // NUL, and those that neither move what follows nor begin an escape.
  for (const byte of looked) if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) controls += 1;
  if (looked.includes(0) || controls > looked.length * MOST_CONTROLS) {
    throw new DocumentProblem('This file holds no text. Text, Markdown, HTML, PDF, DOCX and EPUB can be read.');
  }
}

function known(encoding: string | undefined): string | undefined {
  if (!encoding) return undefined;
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    return undefined;
  }
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes);
}
