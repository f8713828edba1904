import type { Language } from '../../language/terms/analysis.ts';
import { foldTitle } from './titles/title-search.ts';
import { type TextWord, textWords } from './words/text-words.ts';

/** Something that a message has to hold, or must not hold. */
export interface Wanted {
  /**
   * `word`: a word in any of its forms. `phrase`: these words as they are written, side by side. `run`: characters of a
   * script without spaces, side by side.
   */
  readonly kind: 'word' | 'phrase' | 'run';
  readonly words: readonly TextWord[];
}

/** What somebody searches for. */
export interface SearchQuery {
  /** What a message has to hold; empty: no message is found. */
  readonly wanted: readonly Wanted[];
  readonly unwanted: readonly Wanted[];
  /** The same for titles: parts of titles, folded. */
  readonly titleParts: readonly string[];
  readonly unwantedTitleParts: readonly string[];
}

/** Of a longer search the beginning counts. */
const MOST_WANTED = 32;

/** One thing that stands between spaces, or in quotes. */
interface Chunk {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly isUnwanted: boolean;
}

// A quote that is never closed goes to the end. A sign of minus counts before what it belongs to alone: not in e-mail.
const CHUNK = /([-−]?)["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|([^\s"“”„«»]+)/gu;

/**
 * Reads what somebody has written into a field of search: words, all of which are wanted; "words in quotes", side by
 * side; and a minus before what is not wanted. Nothing is refused: what says nothing is passed over.
 *
 * Stop words are wanted in quotes, and where there is nothing else.
 */
export function readSearchQuery(text: string, language: Language): SearchQuery {
  const chunks = Array.from(text.matchAll(CHUNK), readChunk).slice(0, MOST_WANTED);
  const read = (isUnwanted: boolean) =>
    chunks
      .filter((chunk) => chunk.isUnwanted === isUnwanted)
      .flatMap((chunk) => wantedIn(chunk, language))
      .slice(0, MOST_WANTED);
  const parts = (isUnwanted: boolean) =>
    chunks
      .filter((chunk) => chunk.isUnwanted === isUnwanted)
      .map((chunk) => foldTitle(chunk.text))
      .filter(Boolean)
      .slice(0, MOST_WANTED);
  const wanted = read(false);
  const telling = wanted.filter((each) => !saysNothing(each));
  return {
    wanted: telling.length > 0 ? telling : wanted,
    unwanted: read(true),
    titleParts: parts(false),
    unwantedTitleParts: parts(true),
  };
}

function readChunk([, minus, quoted, plain = '']: RegExpMatchArray): Chunk {
  if (quoted !== undefined) return { text: quoted, isQuoted: true, isUnwanted: minus !== '' };
  const isUnwanted = /^[-−]/u.test(plain);
  return { text: isUnwanted ? plain.slice(1) : plain, isQuoted: false, isUnwanted };
}

function wantedIn({ text, isQuoted }: Chunk, language: Language): Wanted[] {
  const words = Array.from(textWords(text, language)).filter(({ isJoined }) => !isJoined);
  if (isQuoted) return words.length > 0 ? [{ kind: 'phrase', words }] : [];
  const wanted: { kind: 'word' | 'run'; words: TextWord[] }[] = [];
  for (const word of words) {
    if (word.goesOn === undefined) wanted.push({ kind: 'word', words: [word] });
    else if (word.goesOn) wanted.at(-1)?.words.push(word);
    else wanted.push({ kind: 'run', words: [word] });
  }
  return wanted;
}

function saysNothing({ kind, words }: Wanted): boolean {
  return kind === 'word' && words.every(({ isStopWord }) => isStopWord);
}
