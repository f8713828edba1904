import { memo, useRef } from 'react';
import { type Block, BlockReader, drawnOf } from './blocks.ts';
import './markdown.css';
import { MarkdownTokens } from './markdown-tokens.tsx';

/** How much of a text without lines or paragraphs is shown, in characters: a megabyte takes seconds to lay out. */
const LONGEST_SHOWN = 200_000;

export interface MarkdownProps {
  readonly text: string;
  /** Whether more is to come. */
  readonly writing?: boolean;
}

/**
 * A text of a model. It is made of elements that this code names, never of markup: tags in it are shown as they are
 * written, links lead to pages of the web alone, and pictures are links, since their addresses could tell what was said.
 */
export function Markdown({ text, writing = false }: MarkdownProps) {
  const reader = useRef<BlockReader>(undefined);
  reader.current ??= new BlockReader();
  const blocks = reader.current.read(text, writing);
  if (!blocks) {
    return (
      <div className="markdown">
        <AsWritten text={text} />
      </div>
    );
  }
  const { drawn, rest } = drawnOf(blocks);
  return (
    <div className="markdown">
      {drawn.map((block, index) => (
        // Blocks are only ever added at the end, or the last one changes.
        // biome-ignore lint/suspicious/noArrayIndexKey: their places are what they are known by
        <MarkdownBlock key={index} block={block} isWriting={writing && index === blocks.length - 1} />
      ))}
      {rest && <AsWritten text={rest} />}
    </div>
  );
}

/** A text, or the rest of one, that isn't read as Markdown. */
function AsWritten({ text }: { readonly text: string }) {
  const left = text.length - LONGEST_SHOWN;
  return (
    <div className="markdown-plain" dir="auto">
      {text.slice(0, LONGEST_SHOWN)}
      {left > 0 && ` … (+${left})`}
    </div>
  );
}

const MarkdownBlock = memo(
  ({ block, isWriting }: { readonly block: Block; readonly isWriting: boolean }) => (
    <MarkdownTokens tokens={[block.token]} isWriting={isWriting} />
  ),
  (before, now) =>
    before.block.raw === now.block.raw &&
    before.block.token.type === now.block.token.type &&
    before.isWriting === now.isWriting,
);
