import { DocumentProblem } from './formats/document-problem.ts';

/** What can be read. */
export type DocumentType = 'TEXT' | 'MARKDOWN' | 'HTML' | 'PDF' | 'DOCX' | 'EPUB';

/** What the sender says a file is. */
export interface Claim {
  readonly name: string;
  readonly contentType: string;
}

/** How far into a file its kind shows, in bytes: PDF readers look for the header that far. */
const HEAD = 1_024;
/** The end of a zip archive is followed by at most this: its comment. */
const ZIP_TAIL = 65_557;

/** Files that people send in the hope that they are read, by how they begin. */
const OTHERS: readonly (readonly [begins: string, what: string])[] = [
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
  ['RIFF', 'a picture or a sound'],
  ['II*\0', 'a picture'],
  ['MM\0*', 'a picture'],
  ['\x1f\x8b', 'a compressed archive'],
  ['BZh', 'a compressed archive'],
  ['7z\xbc\xaf', 'a compressed archive'],
  ['Rar!', 'a compressed archive'],
  ['\x7fELF', 'a program'],
  ['MZ\x90', 'a program'],
  ['\xd0\xcf\x11\xe0', 'a file of an old office program: save it as DOCX or PDF'],
  ['{\\rtf', 'a file in RTF: save it as DOCX or PDF'],
];

/**
 * Tells what a file is, by what it holds. What its sender claims chooses between kinds of text alone, which nothing in
 * the bytes tells apart.
 *
 * @returns ZIP for an archive, whose entries tell the rest
 * @throws {DocumentProblem} for what can't be read, and for a file that is of two kinds at once
 */
export function detectType(bytes: Uint8Array, claim: Claim): DocumentType | 'ZIP' {
  const head = latin1(bytes.subarray(0, HEAD));
  const isZip = head.startsWith('PK\x03\x04');
  const isPdf = /^(?:\xef\xbb\xbf)?[\t\n\f\r ]{0,64}%PDF-/.test(head);
  const holdsZip = isZip || latin1(bytes.subarray(-ZIP_TAIL)).includes('PK\x05\x06');
  // What is a PDF to one program and an archive or a page to another is made to deceive one of them.
  const holdsPdf = head.includes('%PDF-') && latin1(bytes.subarray(-HEAD)).includes('%%EOF');
  if ((isPdf && holdsZip) || (holdsPdf && !isPdf)) {
    throw new DocumentProblem('This file is of two kinds at once, which no honest program writes. It is not read.');
  }
  if (isZip) return 'ZIP';
  if (isPdf) return 'PDF';
  const other = OTHERS.find(([begins]) => head.startsWith(begins));
  if (other) throw new DocumentProblem(`This is ${other[1]}. Text, Markdown, HTML, PDF, DOCX and EPUB can be read.`);
  if (/^(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml [^>]{0,200}>\s{0,200})?<(?:!doctype html|html|head|body)\b/i.test(head)) {
    return 'HTML';
  }
  return kindOfText(head, claim);
}

function kindOfText(head: string, { name, contentType }: Claim): DocumentType {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'text/markdown' || type === 'text/x-markdown' || /\.(?:md|markdown)$/i.test(name)) return 'MARKDOWN';
  const claimsHtml = type === 'text/html' || type === 'application/xhtml+xml' || /\.x?html?$/i.test(name);
  return claimsHtml && /<[a-z!]/i.test(head) ? 'HTML' : 'TEXT';
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
