import type { Block, OnProgress } from './block.ts';

const PARAGRAPH_END = /\n[ \t]*\r?\n/g;
/** It is told how far it is after each so many characters. */
const TOLD_EVERY = 1_000_000;

/** The paragraphs of a plain text, which are divided by empty lines. */
export function* readPlainText(text: string, onProgress: OnProgress): Generator<Block> {
  let from = 0;
  let told = 0;
  for (const { index, 0: end } of text.matchAll(PARAGRAPH_END)) {
    yield { kind: 'text', text: text.slice(from, index) };
    from = index + end.length;
    if (from - told > TOLD_EVERY) {
      told = from;
      onProgress({ share: from / text.length, step: 'Reading the text' });
    }
  }
  yield { kind: 'text', text: text.slice(from) };
}
