import { BadUserInputError } from '../../../errors.ts';

/**
 * A place in a reply: how many UTF-16 units of what an attempt wrote a client has seen. Text and reasoning count alike,
 * in the order in which they were written, and the end has the position after the last unit. A cursor of these numbers
 * needs no log to be understood: when the log is gone, the stored message goes on from the same place.
 */
export interface ReplyCursor {
  /** From 1. */
  readonly attempt: number;
  readonly position: number;
  /** Whether the client was told of the audio as well, which is told after the last unit and before the end. */
  readonly heard?: boolean;
}

/** The text form, `attempt-position`, with an `a` once the audio was told: opaque to clients, and increasing. */
export function formatReplyCursor({ attempt, position, heard = false }: ReplyCursor): string {
  return `${attempt}-${position}${heard ? 'a' : ''}`;
}

/** @throws {BadUserInputError} when the text isn't a cursor */
export function readReplyCursor(text: string): ReplyCursor {
  // A reply that ended before any attempt began has nothing but its end.
  if (text === '0-1') return { attempt: 0, position: 1 };
  const parts = /^([1-9]\d{0,5})-(0|[1-9]\d{0,8})(a?)$/.exec(text);
  if (!parts) throw new BadUserInputError('after takes a cursor that replyStream gave out.');
  return { attempt: Number(parts[1]), position: Number(parts[2]), ...(parts[3] && { heard: true }) };
}
