import { splitSentences } from '../../language/sentences.ts';

/** Nobody listens for longer than about half an hour; the rest of a text is read, in UTF-16 units. */
export const LONGEST_SPOKEN = 20_000;
/** What has no end for the ear is spoken in pieces, in UTF-16 units. */
const LONGEST_SENTENCE = 600;

const FENCE = /^ {0,3}(?:```|~~~)/;
const MARK = /^ {0,3}(?:#{1,6} |> ?|[-*+] (?:\[[ xX]\] )?|\d{1,4}[.)] )/;
const RULE = /^[\s|:*_=-]*$/;

/** The sentences of a reply as they are spoken: without markup, code and addresses. */
export function spokenSentences(markdown: string): string[] {
  return splitSentences(textForEar(markdown.slice(0, LONGEST_SPOKEN)))
    .flatMap(inPieces)
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** A text as it is read aloud. */
export function textForEar(markdown: string): string {
  const lines: string[] = [];
  let isCode = false;
  for (const line of markdown.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    else if (!isCode && !RULE.test(line)) lines.push(spokenLine(line));
  }
  return lines.join('\n');
}

function spokenLine(line: string): string {
  let text = line;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(MARK, '');
  }
  return text
    .replaceAll(/!?\[([^\][]{0,500})\]\([^()\s]{0,2000}\)/g, '$1')
    .replaceAll(/<?https?:\/\/([^\s/<>]{1,253})[^\s<>]{0,2000}>?/g, '$1')
    .replaceAll(/<\/?[a-z][^<>]{0,500}>/gi, '')
    .replaceAll(/[*`~]+/g, '')
    .replaceAll(/(^|\s)_{1,20}|_{1,20}(\s|$)/g, '$1$2')
    .replaceAll('|', ', ')
    .trim();
}

function inPieces(sentence: string): string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > LONGEST_SENTENCE) {
    const space = rest.lastIndexOf(' ', LONGEST_SENTENCE);
    const end = space > 0 ? space : LONGEST_SENTENCE;
    pieces.push(rest.slice(0, end).toWellFormed());
    rest = rest.slice(end).trim();
  }
  return [...pieces, rest];
}
