import { TextCleaner } from '../../../language/text-cleaner.ts';
import { FailureError } from '../../failures/failure.ts';
import type { ModelEvent } from '../../model.ts';
import type { AnswerPart } from '../provider.ts';

/** The longest answer that is taken, in UTF-16 units: a bound for a model that never stops. */
export const LONGEST_ANSWER = 1_000_000;
/** The same for what it thinks before. */
export const LONGEST_THINKING = 1_000_000;

/** What is shown of an answer: cleaned, bounded, and an end only to one that says something. */
export class ShownAnswer {
  readonly #text = new TextCleaner();
  readonly #reasoning = new TextCleaner();
  #textLength = 0;
  #reasoningLength = 0;

  /** @throws {FailureError} at the end of an answer without a word */
  take(part: Exclude<AnswerPart, { kind: 'sign' }>): readonly ModelEvent[] {
    if (part.kind === 'text') {
      this.#textLength += part.text.length;
      return shown('text', this.#text.push(part.text));
    }
    if (part.kind === 'reasoning') {
      this.#reasoningLength += part.text.length;
      return shown('reasoning', this.#reasoning.push(part.text));
    }
    if (this.#textLength === 0) {
      if (part.finishReason === 'FILTERED') throw new FailureError({ kind: 'filtered' });
      const usedUp = part.finishReason === 'LENGTH';
      throw new FailureError({ kind: 'empty', thought: this.#reasoningLength > 0, usedUp });
    }
    return [...shown('reasoning', this.#reasoning.end()), ...shown('text', this.#text.end()), part];
  }

  /** @throws {FailureError} when the answer, or the thinking, has grown too long */
  check(): void {
    if (this.#textLength > LONGEST_ANSWER || this.#reasoningLength > LONGEST_THINKING) {
      throw new FailureError({ kind: 'endless' });
    }
  }
}

function shown(kind: 'text' | 'reasoning', text: string): readonly ModelEvent[] {
  return text === '' ? [] : [{ kind, text }];
}
