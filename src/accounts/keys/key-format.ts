import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** How every key begins, so that scanners for leaked secrets find it. */
const MARK = 'lex_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 190 bits. */
const RANDOM_LENGTH = 32;
/** CRC-32 takes six digits of 62. */
const CHECKSUM_LENGTH = 6;
/** What is shown of a key: the mark, and so few of its random characters that 142 bits stay unknown. */
const PREFIX_LENGTH = MARK.length + 8;

const FORM = /^lex_[0-9A-Za-z]{38}$/;

/**
 * A new key: the mark, random characters, and their CRC-32 in base 62, as GitHub writes its tokens. By the checksum a
 * scanner, and this server before it asks the database, tell a key from what only looks like one.
 */
export function makeKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join('');
  return `${MARK}${random}${checksum(random)}`;
}

/** Whether a text has the form of a key, its checksum included. */
export function isKey(text: string): boolean {
  if (!FORM.test(text)) return false;
  const end = MARK.length + RANDOM_LENGTH;
  return checksum(text.slice(MARK.length, end)) === text.slice(end);
}

/** What may be shown of a key. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/**
 * What is stored of a key, and found by. Slow hashes protect what people choose, which can be guessed; of 190 random
 * bits nobody tries even a small part, so a fast one gives nothing away and costs each request next to nothing.
 */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    digits = DIGITS[rest % DIGITS.length] + digits;
    rest = Math.floor(rest / DIGITS.length);
  }
  return digits;
}
