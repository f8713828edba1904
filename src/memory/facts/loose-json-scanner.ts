/** A part of JSON as models write it. A word without quotes that JSON doesn't know is a text. */
export type LooseToken =
  | { readonly kind: 'open' | 'close'; readonly of: 'list' | 'object' }
  | { readonly kind: 'colon' | 'comma' }
  | { readonly kind: 'scalar'; readonly value: Scalar };
export type Scalar = string | number | boolean | null;

const SIGNS: ReadonlyMap<string, LooseToken> = new Map<string, LooseToken>([
  ['[', { kind: 'open', of: 'list' }],
  [']', { kind: 'close', of: 'list' }],
  ['{', { kind: 'open', of: 'object' }],
  ['}', { kind: 'close', of: 'object' }],
  [':', { kind: 'colon' }],
  [',', { kind: 'comma' }],
]);
/** By opening quote, the quotes that end a text: that of JSON, and those of keyboards and languages. */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”“"'],
  ['”', '”"'],
  ['„', '“”"'],
  ['‘', '’‘'],
]);
const WORDS: ReadonlyMap<string, Scalar> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map(Object.entries({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }));
const LETTER = /\p{L}/u;
const HEX = /^[0-9a-f]{4}$/i;

/**
 * Reads JSON, and what models take for it: texts in other quotes, or with quotes or line ends inside, comments, words
 * without quotes. It reads from left to right and looks at nothing but white space twice, so its time grows in
 * proportion to the text's length, whatever the text holds.
 */
export class LooseJsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Skips everything up to where a list or an object seems to begin: at a bracket that is followed by what may follow
   * it in JSON.
   *
   * @returns whether words were skipped, other than the name of a language after ``` ; undefined at the end of the
   *   text
   */
  skipProse(): { readonly words: boolean } | undefined {
    let words = false;
    for (; this.#at < this.#text.length; this.#at++) {
      if (this.#opensJson()) return { words };
      if (this.#text.startsWith('```', this.#at)) {
        this.#at += 2;
        while (LETTER.test(this.#text.charAt(this.#at + 1))) this.#at++;
      } else words ||= LETTER.test(this.#text.charAt(this.#at));
    }
    return undefined;
  }

  /** The next part of a list or an object; undefined at the end of the text. */
  next(): LooseToken | undefined {
    this.#skipBlank();
    const first = this.#text.charAt(this.#at);
    if (!first) return undefined;
    const sign = SIGNS.get(first);
    if (sign) {
      this.#at++;
      return sign;
    }
    const ends = QUOTES.get(first);
    return { kind: 'scalar', value: ends ? this.#readText(ends) : this.#readWord() };
  }

  #opensJson(): boolean {
    const sign = this.#text.charAt(this.#at);
    if (sign !== '[' && sign !== '{') return false;
    const after = this.#text.charAt(this.#afterSpace(this.#at + 1));
    if (QUOTES.has(after) || after === '/') return true;
    return sign === '[' ? '[]{'.includes(after) : after === '}' || LETTER.test(after);
  }

  /** Skips white space and comments; a comment that isn't closed goes to the end of the text. */
  #skipBlank(): void {
    for (;;) {
      this.#at = this.#afterSpace(this.#at);
      const end = this.#text.startsWith('//', this.#at)
        ? '\n'
        : this.#text.startsWith('/*', this.#at)
          ? '*/'
          : undefined;
      if (!end) return;
      const found = this.#text.indexOf(end, this.#at + 2);
      this.#at = found < 0 ? this.#text.length : found + end.length;
    }
  }

  #afterSpace(from: number): number {
    let at = from;
    while (at < this.#text.length && this.#text.charAt(at).trim() === '') at++;
    return at;
  }

  #readText(ends: string): string {
    let read = '';
    let from = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const sign = this.#text.charAt(this.#at);
      if (sign === '\\') {
        read += this.#text.slice(from, this.#at) + this.#readEscape();
        from = this.#at + 1;
      } else if (ends.includes(sign) && this.#endsText()) break;
    }
    read += this.#text.slice(from, this.#at++);
    return read;
  }

  /** Afterwards the current character is the last one of the escape. */
  #readEscape(): string {
    const sign = this.#text.charAt(++this.#at);
    const code = this.#text.slice(this.#at + 1, this.#at + 5);
    if (sign !== 'u' || !HEX.test(code)) return ESCAPES.get(sign) ?? sign;
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  /** Whether a quote ends its text, rather than being a part of it: JSON allows few things to follow an end. */
  #endsText(): boolean {
    const next = this.#afterSpace(this.#at + 1);
    const sign = this.#text.charAt(next);
    if (sign === '' || ',:]}'.includes(sign)) return true;
    if (sign === '/') return '/*'.includes(this.#text.charAt(next + 1) || ' ');
    // Otherwise it ends the text only where the comma was forgotten at the end of a line.
    return QUOTES.has(sign) && this.#text.slice(this.#at, next).includes('\n');
  }

  #readWord(): Scalar {
    const from = this.#at;
    while (this.#at < this.#text.length) {
      const sign = this.#text.charAt(this.#at);
      if (SIGNS.has(sign) || sign === '"' || sign.trim() === '') break;
      this.#at++;
    }
    const word = this.#text.slice(from, this.#at);
    const known = WORDS.get(word);
    if (known !== undefined) return known;
    const number = Number(word);
    return Number.isNaN(number) ? word : number;
  }
}
