import { z } from 'zod';
import { BadUserInputError } from '../errors.ts';
import { wellFormedText } from '../parse-input.ts';

/** What a client says of a file. */
export interface DocumentInput {
  readonly name: string;
  readonly mimeType: string;
  /** @default the default namespace */
  readonly namespace?: string | null | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROLS = /[\0-\x1f\x7f]/;
const oneLine = (max: number) =>
  wellFormedText({ min: 1, max }).refine((text) => !CONTROLS.test(text), 'takes one line without control characters');

/** What names a document and says what it is. The name is shown, and never used as a path. */
export const documentInput = z.object({
  name: oneLine(255),
  mimeType: oneLine(200),
  namespace: wellFormedText({ min: 1, max: 100 }),
});

/** @throws {BadUserInputError} when the text isn't Base64 as RFC 4648 has it, or holds nothing */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  // Node's decoder passes over what isn't Base64, so that what it has read is written again.
  if (text === '' || bytes.toString('base64') !== text) {
    throw new BadUserInputError('contentBase64 takes a file in Base64 (RFC 4648), with padding.');
  }
  return bytes;
}
