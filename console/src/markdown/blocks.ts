import { Lexer, type Token } from 'marked';
import remend from 'remend';
import { tokenCount } from './token-count.ts';

/** A part of a text that stands by itself: a paragraph, a list, a table. One that stays the same isn't drawn again. */
export interface Block {
  readonly raw: string;
  readonly token: Token;
  /** How many elements it is drawn with, roughly. */
  readonly count: number;
}

/** A text that no person reads as a whole: it is shown as it is, without being read as Markdown, in characters. */
const LONGEST_TEXT = 400_000;
/** A line that long is no prose; reading it for emphasis and links could take seconds, in characters. */
const LONGEST_LINE = 20_000;

/**
 * Reads Markdown into blocks, also while it is being written: then only the last block is read anew with each piece,
 * and marks in it that haven't been closed yet are taken as closed, so that bold text doesn't begin as asterisks.
 */
export class BlockReader {
  #text = '';
  #blocks: readonly Block[] = [];

  /**
   * @param writing whether more is to come
   * @returns undefined for a text that is to be shown as it is
   */
  read(text: string, writing: boolean): readonly Block[] | undefined {
    if (text.length > LONGEST_TEXT || hasLongLine(text)) return undefined;
    try {
      this.#blocks = writing ? this.#goOn(text) : lex(text);
      this.#text = text;
      return this.#blocks;
    } catch {
      // Some thousand quotes inside of each other overflow the reader's stack.
      return undefined;
    }
  }

  /** Reads what comes after the blocks that can't change any more. */
  #goOn(text: string): readonly Block[] {
    const settled = text.startsWith(this.#text) ? settledOf(this.#blocks) : [];
    const done = settled.reduce((length, { raw }) => length + raw.length, 0);
    const rest = lex(text.slice(done));
    const last = rest.at(-1);
    if (last && last.token.type !== 'code') {
      const [closed] = lex(remend(last.raw, { linkMode: 'text-only', images: false, katex: false }));
      if (closed) rest[rest.length - 1] = { ...last, token: closed.token };
    }
    return [...settled, ...rest];
  }
}

/** All but the last block that says something: a list or a quote may go on after an empty line. */
function settledOf(blocks: readonly Block[]): readonly Block[] {
  const last = blocks.findLastIndex(({ token }) => token.type !== 'space');
  return blocks.slice(0, Math.max(0, last));
}

function lex(text: string): Block[] {
  return new Lexer({ gfm: true }).lex(text).map((token) => ({ raw: token.raw, token, count: tokenCount(token) }));
}

/** How many elements a text is drawn with at most, roughly: a page with more takes long to lay out. */
const MOST_DRAWN = 8_000;

/** The blocks that are drawn, from the first; what comes after them is too much, and shown as it is written. */
export function drawnOf(blocks: readonly Block[]): { readonly drawn: readonly Block[]; readonly rest: string } {
  let count = 0;
  const first = blocks.findIndex((block) => {
    count += block.count;
    return count > MOST_DRAWN;
  });
  if (first < 0) return { drawn: blocks, rest: '' };
  const rest = blocks.slice(first).map(({ raw }) => raw);
  return { drawn: blocks.slice(0, first), rest: rest.join('') };
}

function hasLongLine(text: string): boolean {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    if (stop - start > LONGEST_LINE) return true;
    start = stop + 1;
  }
  return false;
}
