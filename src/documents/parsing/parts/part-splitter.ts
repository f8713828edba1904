import { graphemeStart } from '../../../language/graphemes.ts';
import type { Block } from '../formats/block.ts';

/** A part of a document, as it is remembered, with its place. */
export interface Part {
  /** The heading, if there is one, stands before the text on a line of its own. */
  readonly content: string;
  /** Counted from 1; undefined in a document without pages. */
  readonly page?: number | undefined;
  /** The headings that it stands under, from the highest on, joined by ` › `. */
  readonly heading?: string | undefined;
}

const LONGEST_HEADING = 150;
const LONGEST_PATH = 300;
/** Control characters but for tabs and line ends: fonts without a table of their letters give them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is left out
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]+/g;

/**
 * Gathers blocks into parts of about the same size: a part never goes on beyond its page or its heading, and ends with
 * a paragraph, else a line, a sentence or a word.
 */
export class PartSplitter {
  readonly #size: number;
  readonly #headings: (string | undefined)[] = [];
  #page: number | undefined;
  #text = '';
  #done: Part[] = [];

  /** @param size about how many characters a part has */
  constructor(size: number) {
    this.#size = size;
  }

  /** Adds a block, and returns the parts that are whole now. */
  push(block: Block): Part[] {
    if (block.kind === 'page') {
      this.#flush();
      this.#page = block.page;
    } else if (block.kind === 'heading') this.#enter(block.level, clean(block.text));
    else this.#add(clean(block.text));
    return this.#done.splice(0);
  }

  end(): Part[] {
    this.#flush();
    return this.#done.splice(0);
  }

  #enter(level: number, text: string): void {
    this.#flush();
    if (text === '') return;
    this.#headings.length = Math.min(this.#headings.length, level - 1);
    this.#headings[level - 1] = text.replace(/\s+/g, ' ').slice(0, graphemeStart(text, LONGEST_HEADING));
  }

  #add(text: string): void {
    if (text === '') return;
    if (this.#text !== '' && this.#text.length + text.length > this.#size) this.#flush();
    this.#text = this.#text === '' ? text : `${this.#text}\n\n${text}`;
    let from = 0;
    while (this.#text.length - from > this.#size * 1.5) {
      const end = from + cutAt(this.#text.slice(from, from + this.#size));
      this.#emit(this.#text.slice(from, end));
      from = end;
    }
    this.#text = this.#text.slice(from).trimStart();
  }

  #flush(): void {
    this.#emit(this.#text);
    this.#text = '';
  }

  #emit(text: string): void {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const path = this.#headings.filter((each) => each !== undefined).join(' › ');
    const heading = path === '' ? undefined : path.slice(0, graphemeStart(path, LONGEST_PATH));
    const content = heading === undefined ? trimmed : `${heading}\n${trimmed}`;
    this.#done.push({ content, page: this.#page, heading });
  }
}

function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROLS, '').toWellFormed().trim();
}

/** Where a text is cut that goes on: the last end of a line, a sentence or a word in its second half. */
function cutAt(text: string): number {
  const half = text.length / 2;
  const ends = ['\n', '. ', '! ', '? ', '。', ' '].map((end) => {
    const at = text.lastIndexOf(end);
    return at < half ? 0 : at + end.length;
  });
  return ends.find((end) => end > 0) ?? (graphemeStart(text, text.length - 1) || text.length);
}
