import type { Message, ReplyEnd } from '../../messages/message.ts';
import type { ReplyRun } from '../../messages/reply-run.ts';
import type { ReplyCursor } from './reply-cursor.ts';

/**
 * The words of replies while they are written, and for an hour after. Subscribers read a reply here from wherever they
 * are in it. The log of a reply holds its newest attempt alone.
 *
 * The log refuses the words of an attempt that was overtaken. A worker that has lost its job but still runs can
 * therefore not write into the reply of its successor.
 *
 * It tells the reply's subscribers of what it takes, and never before it has taken it: who hears of words or of an end,
 * and then reads, finds them.
 */
export interface ReplyLog {
  /**
   * Begins an attempt, and deletes what earlier attempts wrote.
   *
   * @throws {OvertakenError} when a later attempt has begun
   */
  begin(replyId: string, attempt: number): Promise<void>;
  /**
   * Adds words to what this attempt has written, and tells of them.
   *
   * @throws {OvertakenError} when a later attempt has begun
   */
  append(replyId: string, attempt: number, run: ReplyRun): Promise<void>;
  /**
   * Notes that the reply has ended, and tells of it; the log is deleted an hour later. An attempt that was overtaken
   * notes nothing. Subscribers are told in any case: the row has the end, and a log that can't be told of it is merely
   * kept longer.
   *
   * @param row the reply's row, if it is known; without it subscribers read it
   */
  end(replyId: string, attempt: number, end: ReplyEnd, row?: Message): Promise<void>;
  /**
   * What was written after a cursor. Without a cursor, or with the cursor of an earlier attempt, everything that the
   * newest attempt has written. Undefined when there is no log: the reply hasn't begun, or its log was deleted.
   */
  read(replyId: string, after?: ReplyCursor): Promise<LoggedReply | undefined>;
  delete(replyIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** What a log holds from a position on. */
export interface LoggedReply {
  readonly attempt: number;
  /** Where the runs begin: the position that was asked for, if it is of this attempt. */
  readonly from: number;
  /** What was written, in order. No run is empty, and no two neighbours are of one kind. */
  readonly runs: readonly ReplyRun[];
  /** How much this attempt has written in all, text and reasoning together. */
  readonly length: number;
  readonly end: ReplyEnd | undefined;
}
