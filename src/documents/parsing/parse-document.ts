import { type Claim, type DocumentType, detectType } from './detect-type.ts';
import type { Block, OnProgress } from './formats/block.ts';
import { charsetOf, declaredInHtml, decodeText } from './formats/decode-text.ts';
import { DocumentProblem } from './formats/document-problem.ts';
import { readPlainText } from './formats/read-plain-text.ts';
import { entryNames } from './formats/unzip.ts';
import { type Part, PartSplitter } from './parts/part-splitter.ts';

/** What a document gives, piece by piece, and then as a whole. */
export type Parsed =
  | { readonly kind: 'parts'; readonly parts: readonly Part[]; readonly share: number; readonly step: string }
  | { readonly kind: 'end'; readonly type: DocumentType; readonly pages: number | undefined };

export interface OutputLimits {
  /** The most characters of text. */
  readonly maxCharacters: number;
}

/** How many parts are given at a time. */
const TOGETHER = 500;
/** Parts are so long at least: shorter ones say too little by themselves, and longer ones hide their matter. */
const PART_SIZE = 1_200;
/** Of a long text the parts are longer, so that there are about so many. */
const PARTS = 20_000;

/**
 * Reads a file into parts.
 *
 * @throws {DocumentProblem} when it can't be read, holds no text, or more than is read
 */
export async function* parseDocument(
  bytes: Uint8Array,
  claim: Claim,
  { maxCharacters }: OutputLimits,
): AsyncGenerator<Parsed> {
  const type = typeOf(bytes, claim);
  let progress = { share: 0, step: 'Reading' };
  const blocks = await readBlocks(type, bytes, claim, (told) => {
    progress = told;
  });
  const splitter = new PartSplitter(Math.max(PART_SIZE, Math.ceil(bytes.length / PARTS)));
  let pages: number | undefined;
  let characters = 0;
  let told = progress;
  let gathered: Part[] = [];
  const give = (): Parsed => {
    const parts = gathered;
    gathered = [];
    told = progress;
    return { kind: 'parts', parts, ...progress };
  };
  for await (const block of blocks) {
    if (block.kind === 'page') pages = block.page;
    else characters += block.text.trim().length;
    if (characters > maxCharacters) {
      throw new DocumentProblem(
        `This document holds more than ${maxCharacters.toLocaleString('en')} characters. Send it in parts.`,
      );
    }
    gathered.push(...splitter.push(block));
    if (gathered.length >= TOGETHER || progress.share - told.share > 0.05) yield give();
  }
  gathered.push(...splitter.end());
  if (characters === 0) throw new DocumentProblem(withoutText(type));
  yield give();
  yield { kind: 'end', type, pages };
}

function typeOf(bytes: Uint8Array, claim: Claim): DocumentType {
  if (bytes.length === 0) throw new DocumentProblem('This file is empty.');
  const type = detectType(bytes, claim);
  if (type !== 'ZIP') return type;
  const names = entryNames(bytes);
  if (names.has('META-INF/container.xml')) return 'EPUB';
  if (names.has('[Content_Types].xml') && names.has('word/document.xml')) return 'DOCX';
  throw new DocumentProblem('This is an archive, and neither DOCX nor EPUB. Unpack it, and send the files in it.');
}

/** Loads the reader of this type alone: a thread reads one file, and each reader takes a while to be loaded. */
async function readBlocks(
  type: DocumentType,
  bytes: Uint8Array,
  { contentType }: Claim,
  onProgress: OnProgress,
): Promise<Iterable<Block> | AsyncIterable<Block>> {
  const declared = charsetOf(contentType);
  switch (type) {
    case 'TEXT':
      return readPlainText(decodeText(bytes, declared), onProgress);
    case 'MARKDOWN': {
      const { readMarkdown } = await import('./formats/read-markdown.ts');
      return readMarkdown(decodeText(bytes, declared), onProgress);
    }
    case 'HTML': {
      const { readHtml } = await import('./formats/read-html.ts');
      return readHtml(decodeText(bytes, declared ?? declaredInHtml(bytes)));
    }
    case 'PDF': {
      const { readPdf } = await import('./formats/read-pdf.ts');
      return readPdf(bytes, onProgress);
    }
    case 'DOCX': {
      const { readDocx } = await import('./formats/read-docx.ts');
      return readDocx(bytes);
    }
    case 'EPUB': {
      const { readEpub } = await import('./formats/read-epub.ts');
      return readEpub(bytes, onProgress);
    }
  }
}

function withoutText(type: DocumentType): string {
  return type === 'PDF'
    ? 'This PDF holds pictures of pages, but no text: it was scanned. Run text recognition (OCR) over it first.'
    : 'This document holds no text.';
}
