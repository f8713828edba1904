import { BadUserInputError } from '../../../errors.ts';

/**
 * A place in a reply: how many UTF-16 units have been seen of what an attempt wrote, of what is thought and what is said
 * alike, in the order in which it was written. The end has the position after the last one. Numbers like these need no
 * log to be understood: when the log is gone, the rest of what is stored goes on from the same place.
 */
export interface ReplyCursor {
  /** From 1. */
  readonly attempt: number;
  readonly position: number;
}

/** The text form, `attempt-position`: opaque to clients, and increasing. */
export function formatReplyCursor({ attempt, position }: ReplyCursor): string {
  return `${attempt}-${position}`;
}

/** @throws {BadUserInputError} when the text isn't a cursor */
export function readReplyCursor(text: string): ReplyCursor {
  // A reply that ended before it was begun has no attempt, and only an end.
  if (text === '0-1') return { attempt: 0, position: 1 };
  const parts = /^([1-9]\d{0,5})-(0|[1-9]\d{0,8})$/.exec(text);
  if (!parts) throw new BadUserInputError('after takes a cursor that replyStream gave out.');
  return { attempt: Number(parts[1]), position: Number(parts[2]) };
}
