import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Is printed in place of a tab, whose width depends on the column. */
const TAB = '    ';

/**
 * Breaks a text that comes in pieces into lines of a number of columns. It breaks between words; in scripts without
 * spaces, and between emoji, at any character. A word that is longer than a line stays whole, so that an address can be
 * copied; the terminal breaks it.
 */
export class LineWrap {
  readonly #columns: number;
  #column: number;
  /** The last character, which the next piece may turn into a longer one. */
  #rest = '';
  #word = '';

  /** @param column the column at which the first line begins */
  constructor(columns: number, column = 0) {
    this.#columns = Math.max(columns, 1);
    this.#column = column;
  }

  /** Adds a piece, and returns what can be printed now: whole words only. */
  push(piece: string): string {
    const text = this.#rest + piece;
    const isCut = /[\ud800-\udbff]$/.test(text);
    const all = isCut ? [text] : [...graphemes.segment(text)].map(({ segment }) => segment);
    this.#rest = all.pop() ?? '';
    // A space or line feed becomes no longer character, and ends the word before it.
    if (/^[ \t\n]$/.test(this.#rest)) {
      all.push(this.#rest);
      this.#rest = '';
    }
    return all.map((grapheme) => this.#put(grapheme)).join('');
  }

  /** Returns the rest of the text. */
  end(): string {
    const last = this.#rest ? this.#put(this.#rest) : '';
    this.#rest = '';
    return last + this.#endWord();
  }

  #put(grapheme: string): string {
    if (/^\s+$/.test(grapheme)) return this.#endWord() + this.#space(grapheme);
    if (stringWidth(grapheme) < 2) {
      this.#word += grapheme;
      return '';
    }
    const before = this.#endWord();
    this.#word = grapheme;
    return before + this.#endWord();
  }

  #space(grapheme: string): string {
    if (grapheme.includes('\n')) {
      this.#column = 0;
      return '\n';
    }
    const space = grapheme === '\t' ? TAB : ' ';
    if (this.#column + space.length > this.#columns) return '';
    this.#column += space.length;
    return space;
  }

  #endWord(): string {
    const word = this.#word;
    const width = stringWidth(word);
    this.#word = '';
    if (word === '') return '';
    const breaks = this.#column > 0 && this.#column + width > this.#columns;
    this.#column = (breaks ? 0 : this.#column) + width;
    // The word was too long for the line, and the terminal has broken it by itself.
    if (this.#column > this.#columns) this.#column %= this.#columns;
    return breaks ? `\n${word}` : word;
  }
}
