import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** What a tab is shown as: where it would lead to depends on the column. */
const TAB = '    ';

/**
 * Breaks a text that comes in pieces into lines of so many columns, between its words; scripts without spaces, and emoji,
 * between any two characters. A word that is longer than a line is left to the terminal, so that an address stays whole.
 */
export class LineWrap {
  readonly #columns: number;
  #column: number;
  /** The end of a text may be the beginning of a longer character. */
  #rest = '';
  #word = '';

  /** @param column where the first line begins */
  constructor(columns: number, column = 0) {
    this.#columns = Math.max(columns, 1);
    this.#column = column;
  }

  /** What can be printed by now; a word only when it is whole. */
  push(piece: string): string {
    const text = this.#rest + piece;
    const isCut = /[\ud800-\udbff]$/.test(text);
    const all = isCut ? [text] : [...graphemes.segment(text)].map(({ segment }) => segment);
    this.#rest = all.pop() ?? '';
    // A space or a line's end grows no more, and lets the word before it out.
    if (/^[ \t\n]$/.test(this.#rest)) {
      all.push(this.#rest);
      this.#rest = '';
    }
    return all.map((grapheme) => this.#put(grapheme)).join('');
  }

  /** The rest. */
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
    // The terminal has gone on to the next line by itself.
    if (this.#column > this.#columns) this.#column %= this.#columns;
    return breaks ? `\n${word}` : word;
  }
}
