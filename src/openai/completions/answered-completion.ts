import type { CompletionEvent } from '../../models/completion.ts';
import type { FinishReason } from '../../models/model.ts';

/** What both ways to answer a completion come to. */
export interface AnsweredCompletion {
  /** What its parts are named by: of one that is kept the id of the reply. */
  readonly id: string;
  /** As provider/name. */
  readonly model: string;
  /** The global id of the conversation that it is kept in. */
  readonly conversationId: string | undefined;
  /**
   * The answer as it comes; the last event is its end.
   *
   * @throws {LexError} before the first event or between two
   */
  readonly events: AsyncIterable<AnswerStep>;
}

/** The end of an answer: of what the provider doesn't count the tokens are estimated. */
export interface CountedEnd {
  readonly kind: 'end';
  readonly finishReason: FinishReason;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type AnswerStep = Exclude<CompletionEvent, { kind: 'end' }> | CountedEnd;
