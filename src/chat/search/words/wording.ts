import type { Language } from '../../../language/terms/analysis.ts';
import { lexemeOf } from './lexeme.ts';
import { textWords } from './text-words.ts';

/** Raised whenever the same text gives other words than before: what was stored is then made again, by and by. */
const VERSION = 2;
/** Of a longer text the beginning is found, in UTF-16 units. */
const LONGEST = 100_000;
/** PostgreSQL keeps no place beyond this one, and no more places of a word than these. */
const LAST_POSITION = 16_383;
const MOST_PLACES = 255;
/** PostgreSQL refuses one of a megabyte; each place takes two bytes of it. */
const MOST_BYTES = 600_000;

/** How the words of messages are stored: in the form of PostgreSQL's `tsvector`, but made here. */
export interface Wording {
  readonly language: Language;
  /** What makes the words: those of another version are made again. */
  readonly version: string;
  /** The words of a text of an owner, to be stored beside it. Empty for a text without words. */
  vectorOf(ownerId: string, text: string): string;
}

/**
 * Memory's analysis rather than PostgreSQL's configurations: it is the same in both databases and on any locale, has
 * all of memory's languages, and finds scripts without spaces, of which PostgreSQL makes one word.
 */
export function createWording(language: Language): Wording {
  return {
    language,
    version: `${language.name} ${VERSION}`,
    vectorOf: (ownerId, text) => vectorOf(ownerId, text, language),
  };
}

function vectorOf(ownerId: string, text: string, language: Language): string {
  const places = new Map<string, string[]>();
  let bytes = 0;
  const add = (word: string, place: string) => {
    const known = places.get(word);
    if (!known) bytes += 3 * word.length + 20;
    else if (known.length >= MOST_PLACES) return;
    bytes += 2;
    if (known) known.push(place);
    else places.set(word, [place]);
  };
  for (const { exact, stems, parts, position } of textWords(text.slice(0, LONGEST), language)) {
    if (bytes > MOST_BYTES) break;
    const place = Math.min(position, LAST_POSITION);
    // A word as it is written weighs more than a form of it.
    add(exact, `${place}A`);
    for (const word of [...stems, ...parts]) if (word !== exact) add(word, `${place}`);
  }
  return Array.from(places, ([word, at]) => `${lexemeOf(ownerId, word)}:${at.join(',')}`).join(' ');
}
