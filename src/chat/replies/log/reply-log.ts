import type { ReplyEnd } from '../../messages/message.ts';
import type { ReplyRun } from '../../messages/reply-run.ts';
import type { ReplyCursor } from './reply-cursor.ts';

/**
 * The words of replies while they are written, and for an hour after: what a subscriber reads, from whatever place it
 * has come to. Only the newest attempt of a reply is kept.
 *
 * An entry is numbered `attempt-position`, and the log refuses one of an attempt that was overtaken: a worker that lost
 * its job but lives on can't write into its successor's reply.
 */
export interface ReplyLog {
  /** Makes room for an attempt, and drops what earlier ones wrote. @throws {OvertakenError} when a later one has begun */
  begin(replyId: string, attempt: number): Promise<void>;
  /** Adds words after what this attempt has written so far. @throws {OvertakenError} when a later one has begun */
  append(replyId: string, attempt: number, run: ReplyRun): Promise<void>;
  /** Notes that the reply has ended; the log goes an hour later. An attempt that was overtaken changes nothing. */
  end(replyId: string, attempt: number, end: ReplyEnd): Promise<void>;
  /**
   * What was written after a cursor; from the start of the newest attempt without one, or with one of an earlier attempt.
   * Undefined when there is no log: it hasn't begun, or has gone.
   */
  read(replyId: string, after?: ReplyCursor): Promise<LoggedReply | undefined>;
  delete(replyIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** What a log holds from a place on. */
export interface LoggedReply {
  readonly attempt: number;
  /** Where the runs begin; the place asked for, if that is in this attempt. */
  readonly from: number;
  /** What was written, in order; none is empty, and no two neighbours are of one kind. */
  readonly runs: readonly ReplyRun[];
  /** How much this attempt has written in all, of both kinds. */
  readonly length: number;
  readonly end: ReplyEnd | undefined;
}
