import type { ToolCallPiece } from '../../completion.ts';
import { FailureError } from '../../failures/failure.ts';
import type { AnswerPart } from '../provider.ts';
import { readFinishReason } from './finish-reasons.ts';
import { ThinkingSplitter, type Written } from './thinking-splitter.ts';

/** The sign for a token that is held back, until it is clear whether it is thinking or text. */
const HELD: readonly AnswerPart[] = [{ kind: 'sign', isToken: true }];

/** What an answer has said so far, in whichever form its provider sends it, and how it ends. */
export class Answer {
  readonly #splitter: ThinkingSplitter;
  #isReadable = false;
  #hasText = false;
  #reason: string | undefined;
  #isRefusal = false;
  #callsTools = false;
  /** Which call each block of the answer is: Anthropic counts blocks of text along. */
  readonly #callsOfBlocks = new Map<number, number>();
  #inputTokens: number | undefined;
  #outputTokens: number | undefined;

  /** @param isHeldBack as ThinkingSplitter takes it */
  constructor(isHeldBack: boolean) {
    this.#splitter = new ThinkingSplitter(isHeldBack);
  }

  get hasText(): boolean {
    return this.#hasText;
  }

  get callsTools(): boolean {
    return this.#callsTools;
  }

  /** Whether the answer has a good end already, whatever follows. */
  get isOver(): boolean {
    return this.#meaning !== 'unknown' && this.#meaning !== 'bad';
  }

  /** What the reason of the end means, as far as one has come. */
  get #meaning(): ReturnType<typeof readFinishReason> {
    return this.#reason === undefined ? 'unknown' : readFinishReason(this.#reason);
  }

  /** As ThinkingSplitter has it. */
  get learnt(): boolean | undefined {
    return this.#splitter.learnt;
  }

  /**
   * Notes that something came in the provider's form, with the reason of the end and counts of tokens, if it had any.
   */
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

  /** Adds a piece of the answer; `isWhole` says that it is all of the answer. */
  text(piece: string, isWhole = false): readonly AnswerPart[] {
    if (piece === '') return [];
    if (isWhole) this.#splitter.holdBack();
    const parts = this.#shown(this.#splitter.push(piece));
    return parts.length > 0 ? parts : HELD;
  }

  /** Adds a piece of thinking, which the provider has separated from the answer. */
  reasoning(piece: string): readonly AnswerPart[] {
    if (piece === '') return [];
    return [...this.#shown(this.#splitter.thinksApart()), { kind: 'reasoning', text: piece }];
  }

  /** Adds a piece of the model's refusal to answer. */
  refusal(piece: string): readonly AnswerPart[] {
    this.#isRefusal ||= piece !== '';
    return this.text(piece);
  }

  /** The number of the call of a tool that is written in a block of the answer. */
  callOf(block: number): number {
    const call = this.#callsOfBlocks.get(block) ?? this.#callsOfBlocks.size;
    this.#callsOfBlocks.set(block, call);
    return call;
  }

  /** Adds pieces of calls of tools. */
  toolCalls(pieces: readonly ToolCallPiece[]): readonly ToolCallPiece[] {
    this.#callsTools ||= pieces.length > 0;
    return pieces;
  }

  /**
   * Ends the answer, and returns what was held back and the end.
   *
   * The end is good when the provider gave a good reason for it, or when it said that the answer is over (`isSaid`) and
   * gave no reason that is known to be bad. When the connection merely ends, the end is not good.
   *
   * @throws {FailureError} when the end is not good
   */
  end(isSaid: boolean): readonly AnswerPart[] {
    if (!this.#isReadable) throw new FailureError({ kind: 'garbled' });
    const meaning = this.#meaning;
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
