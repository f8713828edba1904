import { getDocumentProxy } from 'unpdf';
import type { Block, OnProgress } from './block.ts';
import { DocumentProblem } from './document-problem.ts';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Content = Awaited<ReturnType<Awaited<ReturnType<Pdf['getPage']>>['getTextContent']>>;

/** A line as it stands on its page: its height is that of its letters. */
interface Line {
  readonly text: string;
  readonly height: number;
  readonly y: number;
}

const MOST_PAGES = 20_000;
/** Letters that are so much larger than most of the page are a heading's. */
const HEADING_HEIGHT = 1.15;
const LONGEST_HEADING = 150;
/** A gap of so many heights ends a paragraph. */
const PARAGRAPH_GAP = 1.7;
/** What goes on without a gap is divided all the same, in UTF-16 units. */
const LONGEST_PARAGRAPH = 20_000;

/**
 * The text of a PDF, page by page, by lines, paragraphs and headings. Pictures are never decoded.
 *
 * @throws {DocumentProblem} when it is encrypted, broken, or too long
 */
export async function* readPdf(bytes: Uint8Array, onProgress: OnProgress): AsyncGenerator<Block> {
  const pdf = await open(bytes);
  if (pdf.numPages > MOST_PAGES) throw new DocumentProblem('This PDF has more than 20,000 pages. Send it in parts.');
  for (let number = 1; number <= pdf.numPages; number += 1) {
    yield { kind: 'page', page: number };
    const page = await pdf.getPage(number);
    yield* blocksOf(linesOf(await page.getTextContent()));
    page.cleanup();
    onProgress({ share: number / pdf.numPages, step: `Reading page ${number} of ${pdf.numPages}` });
  }
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(bytes, { isEvalSupported: false, disableFontFace: true, verbosity: 0 });
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw new DocumentProblem('This PDF is locked with a password. Save it without one, and send that.');
    }
    throw new DocumentProblem('This PDF is broken, and can not be read.');
  }
}

function linesOf({ items }: Content): Line[] {
  const lines: Line[] = [];
  let text = '';
  let height = 0;
  let y = 0;
  for (const item of items) {
    if (!('str' in item)) continue;
    if (item.str.trim() !== '') {
      height = Math.max(height, item.height);
      y = Number(item.transform[5] ?? 0);
    }
    text += item.str;
    if (!item.hasEOL) continue;
    if (text.trim() !== '') lines.push({ text: text.trim(), height, y });
    text = '';
    height = 0;
  }
  if (text.trim() !== '') lines.push({ text: text.trim(), height, y });
  return lines;
}

function* blocksOf(lines: readonly Line[]): Generator<Block> {
  const usual = usualHeight(lines);
  let paragraph = '';
  let last: Line | undefined;
  for (const line of lines) {
    const isHeading = line.height >= usual * HEADING_HEIGHT && line.text.length <= LONGEST_HEADING;
    const isApart = last !== undefined && last.y - line.y > Math.max(last.height, line.height) * PARAGRAPH_GAP;
    if ((isHeading || isApart || paragraph.length > LONGEST_PARAGRAPH) && paragraph !== '') {
      yield { kind: 'text', text: paragraph };
      paragraph = '';
    }
    if (isHeading) yield { kind: 'heading', level: line.height >= usual * 1.5 ? 1 : 2, text: line.text };
    else paragraph = joined(paragraph, line.text);
    last = line;
  }
  if (paragraph !== '') yield { kind: 'text', text: paragraph };
}

/** The height of most letters of a page. */
function usualHeight(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const { text, height } of lines) {
    const rounded = Math.round(height * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 0;
}

/** A paragraph with one more line; a word that the end of the line divides is made whole. */
function joined(paragraph: string, line: string): string {
  if (paragraph === '') return line;
  const isDivided = /\p{L}-$/u.test(paragraph.slice(-3)) && /^\p{Ll}/u.test(line);
  return isDivided ? paragraph.slice(0, -1) + line : `${paragraph} ${line}`;
}
