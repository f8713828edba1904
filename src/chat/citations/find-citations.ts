import { bestPassage } from '../../language/passages/best-passage.ts';
import { splitSentences } from '../../language/sentences.ts';
import type { NumberedPart } from './numbered-parts.ts';
import type { StoredCitation } from './stored-citation.ts';

/** A number in brackets, as models are told to cite; several may share the brackets. */
const MARK = /\[(\d{1,3}(?:\s?,\s?\d{1,3}){0,9})\]/g;
const FENCE = '```';
const INLINE_CODE = /`[^`\n]*`/g;
/** How far before a mark the words are looked for that it stands for, in UTF-16 units. */
const LOOKED_BACK = 600;
/** A sentence that is repeated word for word is one when it has at least so many characters. */
const LEAST_REPEATED = 40;
const MOST = 50;

/**
 * What a reply rests on, of the parts that its model was given: those whose numbers it names, and those of which it
 * repeats a sentence. Each part is cited once, in the order of the numbers. What a model makes up is no citation: a
 * number that it wasn't given is passed over.
 */
export function findCitations(reply: string, parts: readonly NumberedPart[]): StoredCitation[] {
  if (parts.length === 0) return [];
  const text = withoutCode(reply);
  const claims = claimsOf(text);
  const said = plain(text);
  return parts
    .flatMap((part) => {
      const claim = claims.get(part.number);
      const repeated = repeatedIn(said, part);
      const passage = repeated ?? (claim === undefined ? undefined : bestPassage(part.content, claim, part.textAt));
      return passage ? [{ number: part.number, memoryId: part.memoryId, start: passage.start, end: passage.end }] : [];
    })
    .slice(0, MOST);
}

/** Code holds numbers in brackets that cite nothing: blanks take its place. */
function withoutCode(text: string): string {
  const blank = (code: string): string => ' '.repeat(code.length);
  return text
    .split(FENCE)
    .map((part, at) => (at % 2 === 1 ? blank(part) : part.replaceAll(INLINE_CODE, blank)))
    .join(FENCE);
}

/** By number, the words before the first mark that has it. */
function claimsOf(text: string): ReadonlyMap<number, string> {
  const claims = new Map<number, string>();
  for (const { 0: mark, 1: numbers = '', index } of text.matchAll(MARK)) {
    // A link's text, as in [1](https://…), is none.
    if (text.charAt(index + mark.length) === '(') continue;
    const before = text.slice(Math.max(0, index - LOOKED_BACK), index).replaceAll(MARK, '');
    const claim = splitSentences(before).at(-1) ?? '';
    for (const number of numbers.split(',').map(Number)) if (!claims.has(number)) claims.set(number, claim);
  }
  return claims;
}

/** The first long sentence of a part that the reply repeats. */
function repeatedIn(said: string, { content, textAt }: NumberedPart): { start: number; end: number } | undefined {
  let at = textAt;
  for (const sentence of splitSentences(content.slice(textAt))) {
    const start = content.indexOf(sentence, at);
    at = start + sentence.length;
    if (sentence.length >= LEAST_REPEATED && said.includes(plain(sentence))) return { start, end: at };
  }
  return undefined;
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').toLowerCase();
}
