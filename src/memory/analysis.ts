import { stemmer } from 'stemmer';

/** A word of a text: what it is found by, and how it was written. */
export interface Term {
  readonly term: string;
  readonly word: string;
}

/** Longer words are cut: keys of the index are bounded, and nobody tells such words apart by their ends. */
const LONGEST_TERM = 64;

// Words that say little about what a text is about, from the common English lists (van Rijsbergen 1979, shortened).
const STOP_WORDS = new Set(
  `a about above after again all also am an and any are as at be because been before being below between both but by can
  could did do does doing don down during each few for from further had has have having he her here hers him himself his
  how i if in into is it its itself just me more most my myself no nor not now of off on once only or other our ours out
  over own s same she should so some such t than that the their theirs them then there these they this those through to
  too under until up very was we were what when where which while who whom why will with would you your yours yourself`
    .split(/\s+/)
    .filter(Boolean),
);

// Letters, digits and marks; apostrophes, dots and the like stay inside a word: don't, 3.14, 2026-11-23.
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.:_-][\p{L}\p{N}\p{M}]+)*/gu;
// Scripts that are written without spaces between words.
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const LATIN = /^[a-z]+$/;

/** The terms of a text in order, stop words left out. The same text always gives the same terms. */
export function analyse(text: string): Term[] {
  const terms: Term[] = [];
  for (const [match] of text.normalize('NFKC').matchAll(WORD)) {
    if (UNSPACED.test(match)) terms.push(...bigrams(match));
    else for (const word of parts(match)) addWord(terms, word);
  }
  return terms;
}

/** Numbers, dates and times are kept whole; words that are joined by a sign are also words of their own. */
function parts(match: string): string[] {
  return /^[\p{N}.:_-]+$/u.test(match) ? [match] : match.split(/[.:_-]|['’](?=\p{L}{2,}$)/u);
}

function addWord(terms: Term[], word: string): void {
  const folded = fold(word);
  if (!folded || STOP_WORDS.has(folded)) return;
  const term = LATIN.test(folded) ? stemmer(folded) : folded;
  terms.push({ term: cut(term), word });
}

/** Lower case without accents, and without an English possessive. */
function fold(word: string): string {
  return word
    .toLowerCase()
    .replace(/['’]s?$/u, '')
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .normalize('NFC');
}

function cut(term: string): string {
  return term.length > LONGEST_TERM ? Array.from(term).slice(0, LONGEST_TERM).join('') : term;
}

/** Overlapping pairs of characters stand for words; a single one for itself. */
function bigrams(run: string): Term[] {
  const characters = Array.from(run.toLowerCase());
  if (characters.length === 1) return [{ term: run.toLowerCase(), word: run }];
  return characters.slice(1).map((character, index) => {
    const pair = `${characters[index]}${character}`;
    return { term: pair, word: pair };
  });
}
