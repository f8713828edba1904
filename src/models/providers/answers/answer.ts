import { FailureError } from '../../failures/failure.ts';
import type { AnswerPart } from '../provider.ts';
import { readFinishReason } from './finish-reasons.ts';
import { ThinkingSplitter, type Written } from './thinking-splitter.ts';

/** A token came, which is held back until it is clear what it is. */
const HELD: readonly AnswerPart[] = [{ kind: 'sign', isToken: true }];

/** What an answer has said so far, in whichever language its provider speaks, and how it ends. */
export class Answer {
  readonly #splitter: ThinkingSplitter;
  #isReadable = false;
  #hasText = false;
  #reason: string | undefined;
  #isRefusal = false;
  #inputTokens: number | undefined;
  #outputTokens: number | undefined;

  /** @param isHeldBack as ThinkingSplitter takes it */
  constructor(isHeldBack: boolean) {
    this.#splitter = new ThinkingSplitter(isHeldBack);
  }

  get hasText(): boolean {
    return this.#hasText;
  }

  /** Whether it has a good end already, whatever follows. */
  get isOver(): boolean {
    const meaning = this.#reason === undefined ? 'unknown' : readFinishReason(this.#reason);
    return meaning !== 'unknown' && meaning !== 'bad';
  }

  /** As ThinkingSplitter has it. */
  get learnt(): boolean | undefined {
    return this.#splitter.learnt;
  }

  /** Something came in the provider's language, with a reason to end and counts of tokens where it told them. */
  note(told: {
    reason?: string | undefined;
    inputTokens?: number | undefined;
    outputTokens?: number | undefined;
  }): void {
    this.#isReadable = true;
    this.#reason = told.reason ?? this.#reason;
    this.#inputTokens = told.inputTokens ?? this.#inputTokens;
    this.#outputTokens = told.outputTokens ?? this.#outputTokens;
  }

  /** A piece of the answer; `isWhole` when it is all of it. */
  text(piece: string, isWhole = false): readonly AnswerPart[] {
    if (piece === '') return [];
    if (isWhole) this.#splitter.holdBack();
    const parts = this.#shown(this.#splitter.push(piece));
    return parts.length > 0 ? parts : HELD;
  }

  /** A piece of what the model thinks, which the provider took apart. */
  reasoning(piece: string): readonly AnswerPart[] {
    if (piece === '') return [];
    return [...this.#shown(this.#splitter.thinksApart()), { kind: 'reasoning', text: piece }];
  }

  /** The model's words that it won't answer. */
  refusal(piece: string): readonly AnswerPart[] {
    this.#isRefusal ||= piece !== '';
    return this.text(piece);
  }

  /**
   * The end: what was held back, then how it ended. It is a good one when the provider gave a good reason, or said that the
   * answer is over (`isSaid`) and gave none that is known to be bad. A connection that merely ends is no good end.
   *
   * @throws {FailureError} for every other
   */
  end(isSaid: boolean): readonly AnswerPart[] {
    if (!this.#isReadable) throw new FailureError({ kind: 'garbled' });
    const meaning = this.#reason === undefined ? 'unknown' : readFinishReason(this.#reason);
    if (meaning === 'bad') throw new FailureError(endedBadly(this.#reason ?? ''));
    if (meaning === 'unknown' && !isSaid) throw new FailureError({ kind: 'broken' });
    const finishReason = this.#isRefusal ? 'FILTERED' : meaning === 'unknown' ? 'STOP' : meaning;
    const tokens = { inputTokens: this.#inputTokens, outputTokens: this.#outputTokens };
    return [...this.#shown(this.#splitter.end()), { kind: 'end', finishReason, ...tokens }];
  }

  #shown(parts: readonly Written[]): readonly Written[] {
    this.#hasText ||= parts.some(({ kind }) => kind === 'text');
    return parts;
  }
}

function endedBadly(reason: string) {
  const detail = `it ended with ${JSON.stringify(reason.slice(0, 50))}`;
  return { kind: 'status', status: undefined, detail, form: 'error', retryAfterMs: undefined, isSpent: false } as const;
}
