/** A part of JSON as models write it. A scalar stands for itself; of a word that JSON doesn't know, its letters do. */
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
/** What ends a text that began with a sign: JSON's own, and the quotes that keyboards and languages have. */
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
 * Reads JSON, and what models take for it, from left to right: texts in other quotes, with quotes or line ends inside,
 * comments, words without quotes. It never goes back, but for looking over white space twice, so its time grows as the
 * text does, whatever is in it.
 */
export class LooseJsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Goes on to where a list or an object seems to begin: at a bracket, with something after it as JSON has it there.
   *
   * @returns whether words were passed on the way, other than the name of a language after ``` ; undefined at the end
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

  /** What comes next within a list or an object; undefined at the end. */
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

  /** Over white space and comments; one that doesn't end goes to the end. */
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

  /** Leaves the last sign of it as the current one. */
  #readEscape(): string {
    const sign = this.#text.charAt(++this.#at);
    const code = this.#text.slice(this.#at + 1, this.#at + 5);
    if (sign !== 'u' || !HEX.test(code)) return ESCAPES.get(sign) ?? sign;
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  /** Whether a quote ends its text, rather than standing in it: by what follows, which JSON allows no other way. */
  #endsText(): boolean {
    const next = this.#afterSpace(this.#at + 1);
    const sign = this.#text.charAt(next);
    if (sign === '' || ',:]}'.includes(sign)) return true;
    if (sign === '/') return '/*'.includes(this.#text.charAt(next + 1) || ' ');
    // A comma was left out at the end of a line.
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
