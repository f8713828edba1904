import type { Token, Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';
import { CodeBlock } from './code-block.tsx';
import { plainText } from './plain-text.ts';
import { safeAddress } from './safe-address.ts';

/** Quotes and lists deeper than that are shown as they are written. */
const DEEPEST = 16;

export interface MarkdownTokensProps {
  readonly tokens: readonly Token[];
  /** Whether more of the last one is to come. */
  readonly isWriting?: boolean;
  readonly depth?: number;
}

/** What marked has read, as elements. */
export function MarkdownTokens({ tokens, isWriting = false, depth = 0 }: MarkdownTokensProps) {
  return tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: tokens are known by their places
    <Fragment key={index}>{depth > DEEPEST ? token.raw : elementOf(token, depth + 1, isWriting)}</Fragment>
  ));
}

function elementOf(token: Token, depth: number, isWriting: boolean): ReactNode {
  if (!isKnown(token)) return token.raw;
  const inner = (tokens: readonly Token[]) => <MarkdownTokens tokens={tokens} depth={depth} isWriting={isWriting} />;
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'hr':
      return <hr />;
    case 'br':
      return <br />;
    case 'paragraph':
      return <p dir="auto">{inner(token.tokens)}</p>;
    case 'heading': {
      // The page has headings of its own above these.
      const Heading = HEADINGS[token.depth - 1] ?? 'h6';
      return <Heading dir="auto">{inner(token.tokens)}</Heading>;
    }
    case 'blockquote':
      return <blockquote>{inner(token.tokens)}</blockquote>;
    case 'list':
      return token.ordered ? (
        <ol start={Number(token.start) || 1}>{token.items.map((item, index) => itemOf(item, index, depth))}</ol>
      ) : (
        <ul>{token.items.map((item, index) => itemOf(item, index, depth))}</ul>
      );
    case 'code':
      return <CodeBlock code={token.text} language={token.lang ?? ''} isWriting={isWriting} />;
    case 'table':
      return tableOf(token, depth);
    case 'strong':
      return <strong>{inner(token.tokens)}</strong>;
    case 'em':
      return <em>{inner(token.tokens)}</em>;
    case 'del':
      return <del>{inner(token.tokens)}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'link':
      return linkTo(token.href, inner(token.tokens));
    case 'image':
      return linkTo(token.href, token.text || token.href);
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} disabled aria-label={token.checked ? '☑' : '☐'} />;
    case 'html':
      return /^<br\s*\/?>$/i.test(token.text.trim()) ? <br /> : token.text;
    case 'escape':
      return token.text;
    case 'text':
      return 'tokens' in token && token.tokens ? inner(token.tokens) : plainText(token.text);
    default:
      return token satisfies never;
  }
}

const HEADINGS = ['h3', 'h4', 'h5', 'h6'] as const;

type Known =
  | Tokens.Space
  | Tokens.Def
  | Tokens.Hr
  | Tokens.Br
  | Tokens.Paragraph
  | Tokens.Heading
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.Code
  | Tokens.Table
  | Tokens.Strong
  | Tokens.Em
  | Tokens.Del
  | Tokens.Codespan
  | Tokens.Link
  | Tokens.Image
  | Tokens.Checkbox
  | Tokens.HTML
  | Tokens.Escape
  | Tokens.Text;

const KNOWN: ReadonlySet<string> = new Set<Known['type']>([
  'space',
  'def',
  'hr',
  'br',
  'paragraph',
  'heading',
  'blockquote',
  'list',
  'code',
  'table',
  'strong',
  'em',
  'del',
  'codespan',
  'link',
  'image',
  'checkbox',
  'html',
  'escape',
  'text',
]);

function isKnown(token: Token): token is Known {
  return KNOWN.has(token.type);
}

function itemOf(item: Tokens.ListItem, index: number, depth: number): ReactNode {
  return (
    <li key={index} dir="auto" className={item.task ? 'task' : undefined}>
      <MarkdownTokens tokens={item.tokens} depth={depth} />
    </li>
  );
}

function tableOf({ header, rows }: Tokens.Table, depth: number): ReactNode {
  const cell = ({ tokens, align }: Tokens.TableCell, index: number, Cell: 'th' | 'td') => (
    <Cell key={index} dir="auto" className={align ? `align-${align}` : undefined}>
      <MarkdownTokens tokens={tokens} depth={depth} />
    </Cell>
  );
  return (
    // A table that is wider than the page is moved by the arrow keys.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <div className="markdown-table" tabIndex={0}>
      <table>
        <thead>
          <tr>{header.map((each, index) => cell(each, index, 'th'))}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are known by their places
            <tr key={index}>{row.map((each, place) => cell(each, place, 'td'))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function linkTo(address: string, content: ReactNode): ReactNode {
  const href = safeAddress(address);
  if (href === undefined) return content;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" title={href}>
      {content}
    </a>
  );
}
