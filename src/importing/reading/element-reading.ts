import { type ParsedTokenInfo, TokenParser, TokenType } from '@streamparser/json';

/** One element of a JSON text. */
export type JsonElement =
  | { readonly kind: 'value'; readonly value: unknown }
  /** It has too many bytes or levels, and was passed over. */
  | { readonly kind: 'tooLarge' };

/** The most bytes that an element may have, as they stand in the text. */
const MOST_BYTES = 16 * 2 ** 20;
/** How deep an element may be. A tree of messages has two levels for each message of a branch. */
const MOST_LEVELS = 10_000;

/** What may come next outside of elements. */
type Next = 'first element or end' | 'element' | 'comma or end' | 'nothing';

/** Puts the tokens of one JSON text together to the elements of its array, or to the one value that it is. */
export class ElementReading {
  #taken: JsonElement[] = [];
  #isArray: boolean | undefined;
  #next: Next = 'first element or end';
  /** Where the element begins that is being read; undefined between two. */
  #start: number | undefined;
  #depth = 0;
  /** Undefined while an element that is too large is passed over. */
  #parser: TokenParser | undefined;
  #value: unknown;

  /** Whether all of the text has come. */
  get hasEnded(): boolean {
    return this.#next === 'nothing';
  }

  /** The elements that have come since this was last called. */
  taken(): JsonElement[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  /** @returns false for a token that can't come here */
  take(token: ParsedTokenInfo): boolean {
    if (this.#isArray === undefined) {
      this.#isArray = token.token === TokenType.LEFT_BRACKET;
      if (this.#isArray) return true;
      this.#next = 'element';
    }
    if (this.#start === undefined) {
      if (this.#isSeparator(token)) return true;
      if (!this.#next.includes('element')) return false;
      this.#begin(token.offset);
    }
    return this.#continue(token);
  }

  /** Takes what stands between elements. */
  #isSeparator({ token }: ParsedTokenInfo): boolean {
    if (!this.#isArray) return false;
    const isComma = token === TokenType.COMMA && this.#next === 'comma or end';
    const isEnd = token === TokenType.RIGHT_BRACKET && this.#next.endsWith('end');
    if (isComma) this.#next = 'element';
    if (isEnd) this.#next = 'nothing';
    return isComma || isEnd;
  }

  #begin(offset: number): void {
    this.#start = offset;
    this.#depth = 0;
    this.#parser = new TokenParser({ paths: ['$'] });
    this.#parser.onValue = ({ value }) => {
      this.#value = value;
    };
  }

  #continue(token: ParsedTokenInfo): boolean {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) this.#depth++;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) this.#depth--;
    if (token.offset - (this.#start ?? 0) > MOST_BYTES || this.#depth > MOST_LEVELS) this.#parser = undefined;
    try {
      this.#parser?.write(token);
    } catch {
      return false;
    }
    if (this.#depth === 0) this.#end();
    return this.#depth >= 0;
  }

  #end(): void {
    this.#taken.push(this.#parser ? { kind: 'value', value: this.#value } : { kind: 'tooLarge' });
    this.#start = undefined;
    this.#parser = undefined;
    this.#value = undefined;
    this.#next = this.#isArray ? 'comma or end' : 'nothing';
  }
}
