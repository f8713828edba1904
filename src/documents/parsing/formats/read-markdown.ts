import { Lexer, type Token } from 'marked';
import type { Block, OnProgress } from './block.ts';
import { readPlainText } from './read-plain-text.ts';

/** Markdown as it is written, by its blocks. What is nested too deeply for the parser is read as plain text. */
export function* readMarkdown(text: string, onProgress: OnProgress): Generator<Block> {
  let tokens: Token[];
  try {
    // Without what stands within the blocks: it is kept as it is written.
    tokens = new Lexer().blockTokens(text.replaceAll('\r\n', '\n'));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    yield* readPlainText(text, onProgress);
    return;
  }
  for (const token of tokens) {
    if (token.type === 'heading') {
      yield { kind: 'heading', level: token['depth'], text: token['text'].replace(/[*_`]+/g, '') };
    } else if (token.type !== 'space' && token.type !== 'hr') yield { kind: 'text', text: token.raw };
  }
}
