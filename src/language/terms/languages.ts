import { fold } from '../fold.ts';
import type { Language } from './analysis.ts';
import { english } from './english.ts';
import type { MemoryLanguage } from './memory-languages.ts';

// Snowball's stemmers and lists of stop words, as Orama publishes them. Only the language that is asked for is loaded.
const OTHERS: Readonly<Record<Exclude<MemoryLanguage, 'english'>, () => Promise<[Stemming, StopWords]>>> = {
  arabic: () => Promise.all([import('@orama/stemmers/arabic'), import('@orama/stopwords/arabic')]),
  bulgarian: () => Promise.all([import('@orama/stemmers/bulgarian'), import('@orama/stopwords/bulgarian')]),
  danish: () => Promise.all([import('@orama/stemmers/danish'), import('@orama/stopwords/danish')]),
  dutch: () => Promise.all([import('@orama/stemmers/dutch'), import('@orama/stopwords/dutch')]),
  finnish: () => Promise.all([import('@orama/stemmers/finnish'), import('@orama/stopwords/finnish')]),
  french: () => Promise.all([import('@orama/stemmers/french'), import('@orama/stopwords/french')]),
  german: () => Promise.all([import('@orama/stemmers/german'), import('@orama/stopwords/german')]),
  greek: () => Promise.all([import('@orama/stemmers/greek'), import('@orama/stopwords/greek')]),
  hungarian: () => Promise.all([import('@orama/stemmers/hungarian'), import('@orama/stopwords/hungarian')]),
  indonesian: () => Promise.all([import('@orama/stemmers/indonesian'), import('@orama/stopwords/indonesian')]),
  italian: () => Promise.all([import('@orama/stemmers/italian'), import('@orama/stopwords/italian')]),
  norwegian: () => Promise.all([import('@orama/stemmers/norwegian'), import('@orama/stopwords/norwegian')]),
  portuguese: () => Promise.all([import('@orama/stemmers/portuguese'), import('@orama/stopwords/portuguese')]),
  romanian: () => Promise.all([import('@orama/stemmers/romanian'), import('@orama/stopwords/romanian')]),
  russian: () => Promise.all([import('@orama/stemmers/russian'), import('@orama/stopwords/russian')]),
  serbian: () => Promise.all([import('@orama/stemmers/serbian'), import('@orama/stopwords/serbian')]),
  spanish: () => Promise.all([import('@orama/stemmers/spanish'), import('@orama/stopwords/spanish')]),
  swedish: () => Promise.all([import('@orama/stemmers/swedish'), import('@orama/stopwords/swedish')]),
  turkish: () => Promise.all([import('@orama/stemmers/turkish'), import('@orama/stopwords/turkish')]),
  ukrainian: () => Promise.all([import('@orama/stemmers/ukrainian'), import('@orama/stopwords/ukrainian')]),
};

interface Stemming {
  stemmer(word: string): string;
}

interface StopWords {
  readonly stopwords: readonly string[];
}

/**
 * Loads the language that most memories are written in. Words of other languages are found in their exact form only.
 */
export async function loadLanguage(name: MemoryLanguage): Promise<Language> {
  if (name === 'english') return english;
  const [{ stemmer }, { stopwords }] = await OTHERS[name]();
  const stop = new Set(stopwords.flatMap((word) => [word, fold(word)]));
  return { name, isStopWord: (word) => stop.has(word), stem: stemmer };
}
