import { ResultSize } from '../execution/result-size.ts';
import { LimitError } from './limit-error.ts';

/**
 * The longest answer over HTTP, a batch together, and the longest result on a socket or an event stream, in bytes of
 * JSON. The longest reply, of a million characters that take three bytes each, is half of it with what its model
 * thought, and half of what a socket may leave unread.
 */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** The most bytes that a UTF-16 unit takes in UTF-8. */
const BYTES_OF_UNIT = 3;

/** Counts the results that go into one answer while they are made. */
export function createAnswerSize(): ResultSize {
  return new ResultSize(MAX_ANSWER_BYTES, answerTooLong);
}

/**
 * How many bytes an answer has, which was bounded while it was made but for what its escapes add.
 *
 * @param before bytes of the same answer
 * @returns the refusal when it has more than it may
 */
export function refusalOfLong(text: string, before = 0): LimitError | undefined {
  if (before + text.length * BYTES_OF_UNIT <= MAX_ANSWER_BYTES) return undefined;
  const bytes = before + Buffer.byteLength(text);
  return bytes > MAX_ANSWER_BYTES ? answerTooLong(bytes) : undefined;
}

function answerTooLong(was: number): LimitError {
  const message =
    `The answer has more than ${MAX_ANSWER_BYTES} bytes: ask for fewer at a time, or for less of each. ` +
    'What it was to change may be done all the same.';
  return new LimitError(
    message,
    { name: 'answerBytes', was, allowed: MAX_ANSWER_BYTES },
    { code: 'BAD_USER_INPUT', spec: true },
  );
}
