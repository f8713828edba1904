import type { Language } from '../../language/terms/analysis.ts';
import type { SearchQuery, Wanted } from './search-query.ts';
import { isBeginning, isSingle } from './text-search.ts';
import { type TextWord, textWords } from './words/text-words.ts';

/** A stretch of a text that was searched for, in UTF-16 units. */
export interface Hit {
  readonly start: number;
  /** The end, which isn't in it. */
  readonly end: number;
}

/** A hit, and which of what was wanted it is. */
export interface FoundHit extends Hit {
  readonly wanted: number;
}

/** What a text has of a search, in its order. Whoever has enough needn't read the rest. */
export function* findHits(text: string, { wanted }: SearchQuery, language: Language): Generator<FoundHit> {
  const longest = Math.max(1, ...wanted.map(({ words }) => words.length));
  /** The last words, the newest at the end. */
  const last: TextWord[] = [];
  for (const word of textWords(text, language)) {
    if (word.isJoined) {
      for (const [index, each] of wanted.entries())
        if (isSaidAlone(each, word)) yield { ...placeOf(word), wanted: index };
      continue;
    }
    last.push(word);
    if (last.length > longest) last.shift();
    for (const [index, each] of wanted.entries()) {
      const hit = hitAtEnd(last, each);
      if (hit) yield { ...hit, wanted: index };
    }
  }
}

const placeOf = ({ start, end }: TextWord): Hit => ({ start, end });

/** Whether a word that stands for two is what is wanted. */
function isSaidAlone({ kind, words: [word] }: Wanted, said: TextWord): boolean {
  return kind === 'word' && word?.exact === said.exact;
}

/** Whether the last of these words are what is wanted, and where they stand. */
function hitAtEnd(last: readonly TextWord[], { kind, words }: Wanted): Hit | undefined {
  const [first] = words;
  const said = last.slice(-words.length);
  const [begin, end] = [said[0], said.at(-1)];
  if (!first || !begin || !end || said.length < words.length) return undefined;
  if (kind === 'word') return isForm(end, first) ? placeOf(end) : undefined;
  if (kind === 'run' && isSingle(first)) return characterIn(end, first.exact);
  if (!said.every(({ exact }, index) => exact === words[index]?.exact)) return undefined;
  return { start: begin.start, end: end.end };
}

/** Whether a word is a form of the wanted one, or begins with it. */
function isForm(said: TextWord, wanted: TextWord): boolean {
  const forms = [said.exact, ...said.stems, ...said.parts];
  if (forms.includes(wanted.exact)) return true;
  if (wanted.stems.some((stem) => forms.includes(stem))) return true;
  return isBeginning(wanted) && forms.some((form) => form.startsWith(wanted.exact));
}

/** Where a character is in a pair of a script without spaces. */
function characterIn(said: TextWord, character: string): Hit | undefined {
  if (said.goesOn === undefined || !said.exact.includes(character)) return undefined;
  const { start, end, exact } = said;
  if (end - start !== exact.length) return { start, end };
  const at = start + exact.indexOf(character);
  return { start: at, end: at + character.length };
}
