import { stemmer } from 'stemmer';

/** A word of a text: what it is found by, and how it was written. */
export interface Term {
  readonly term: string;
  readonly word: string;
}

/** Raised whenever the same text gives other terms than before: an index made with another number is made again. */
export const ANALYSIS_VERSION = 2;

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
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’.:_-][\p{L}\p{N}\p{M}]+|(?<=\p{N}),(?=\p{N}{3}(?!\p{N}))\p{N}+)*/gu;
// Scripts without spaces between words, and Hangul, whose words carry their particles. By script extensions, since the
// long vowel sign of katakana belongs to no single script.
const PAIRED = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const PAIRED_RUN =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+/gu;
const NUMBER = /^[\p{N}.:,_-]+$/u;
const TIME_OF_DAY = /^(\p{N}[\p{N}.:]*)([ap]m)$/iu;
const CONTRACTED_NOT = /n['’]t$/iu;
const CONTRACTED_VERB = /['’](?:s|d|m|re|ve|ll)?$/iu;
const LATIN = /^[a-z]+$/;

/** The terms of a text in order, stop words left out. The same text always gives the same terms. */
export function analyse(text: string): Term[] {
  const terms: Term[] = [];
  for (const [match] of text.normalize('NFKC').matchAll(WORD)) {
    if (PAIRED.test(match)) addMixed(terms, match);
    else addWords(terms, match);
  }
  return terms;
}

/** Runs of paired scripts become pairs of characters; what stands between them (a brand, a year) stays words. */
function addMixed(terms: Term[], match: string): void {
  let at = 0;
  for (const { 0: run, index } of match.matchAll(PAIRED_RUN)) {
    if (index > at) addWords(terms, match.slice(at, index));
    addPairs(terms, run);
    at = index + run.length;
  }
  if (at < match.length) addWords(terms, match.slice(at));
}

/** Numbers, dates and times are kept whole; words that are joined by a sign are also words of their own. */
function addWords(terms: Term[], match: string): void {
  if (NUMBER.test(match)) {
    addWord(terms, match.replaceAll(',', ''));
    return;
  }
  if (CONTRACTED_NOT.test(match)) return;
  const time = TIME_OF_DAY.exec(match);
  const words = time ? time.slice(1) : match.replace(CONTRACTED_VERB, '').split(/[.:,_-]|['’](?=\p{L}{2,}$)/u);
  for (const word of words) addWord(terms, word);
}

function addWord(terms: Term[], word: string): void {
  const folded = fold(word);
  if (!folded || STOP_WORDS.has(folded)) return;
  const term = cut(folded);
  terms.push({ term: LATIN.test(term) ? stemmer(term) : term, word });
}

/** Lower case without accents; Arabic without its stretching sign. */
function fold(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[\p{Mn}\u0640]+/gu, '')
    .normalize('NFC');
}

function cut(term: string): string {
  return term.length > LONGEST_TERM
    ? Array.from(term.slice(0, 2 * LONGEST_TERM))
        .slice(0, LONGEST_TERM)
        .join('')
    : term;
}

/** Overlapping pairs of characters stand for words; a single one for itself. */
function addPairs(terms: Term[], run: string): void {
  let before: string | undefined;
  for (const character of run) {
    if (before !== undefined) terms.push({ term: before + character, word: before + character });
    before = character;
  }
  if (before === run) terms.push({ term: run, word: run });
}
