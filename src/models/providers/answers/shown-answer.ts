import { TextCleaner } from '../../../language/text-cleaner.ts';
import type { CompletionEvent, ToolCallPiece } from '../../completion.ts';
import { FailureError } from '../../failures/failure.ts';
import type { AnswerPart } from '../provider.ts';

/** The longest answer that is accepted, in UTF-16 units: a bound for a model that never stops. */
export const LONGEST_ANSWER = 1_000_000;
/** The most calls of tools that an answer may ask for. */
const MOST_TOOL_CALLS = 128;
/** The same bound for its thinking. */
export const LONGEST_THINKING = 1_000_000;

/**
 * Cleans and bounds the parts of an answer before they are shown, and refuses the end of an answer that says nothing.
 * Calls of tools are passed over where none were given.
 */
export class ShownAnswer {
  readonly #text = new TextCleaner();
  readonly #reasoning = new TextCleaner();
  #textLength = 0;
  #reasoningLength = 0;
  readonly #takesTools: boolean;
  #callsTools = false;

  /** @param takesTools whether the model was given tools that it may call */
  constructor(takesTools: boolean) {
    this.#takesTools = takesTools;
  }

  /**
   * Turns a part into events.
   *
   * @throws {FailureError} at the end of an answer without text
   */
  take(part: Exclude<AnswerPart, { kind: 'sign' }>): readonly CompletionEvent[] {
    if (part.kind === 'tool-call') return this.#takesTools ? this.#takeToolCall(part) : [];
    if (part.kind === 'text') {
      this.#textLength += part.text.length;
      return shown('text', this.#text.push(part.text));
    }
    if (part.kind === 'reasoning') {
      this.#reasoningLength += part.text.length;
      return shown('reasoning', this.#reasoning.push(part.text));
    }
    if (this.#textLength === 0 && !this.#callsTools) {
      if (part.finishReason === 'FILTERED') throw new FailureError({ kind: 'filtered' });
      const usedUp = part.finishReason === 'LENGTH';
      throw new FailureError({ kind: 'empty', thought: this.#reasoningLength > 0, usedUp });
    }
    return [...shown('reasoning', this.#reasoning.end()), ...shown('text', this.#text.end()), part];
  }

  #takeToolCall(piece: ToolCallPiece): readonly CompletionEvent[] {
    if (piece.index >= MOST_TOOL_CALLS) throw new FailureError({ kind: 'endless' });
    this.#callsTools = true;
    this.#textLength += piece.arguments.length + (piece.name?.length ?? 0);
    return [piece];
  }

  /**
   * Checks the bounds.
   *
   * @throws {FailureError} when the answer, or its thinking, has grown too long
   */
  check(): void {
    if (this.#textLength > LONGEST_ANSWER || this.#reasoningLength > LONGEST_THINKING) {
      throw new FailureError({ kind: 'endless' });
    }
  }
}

function shown(kind: 'text' | 'reasoning', text: string): readonly CompletionEvent[] {
  return text === '' ? [] : [{ kind, text }];
}
