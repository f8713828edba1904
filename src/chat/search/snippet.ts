import { graphemeEnd, graphemeStart } from '../../language/graphemes.ts';
import type { Language } from '../../language/terms/analysis.ts';
import { type FoundHit, findHits, type Hit } from './find-hits.ts';
import type { SearchQuery } from './search-query.ts';

/** A piece of a text around what was searched for. */
export interface Snippet {
  /** In one line; `…` stands where something was left out before or after it. */
  readonly text: string;
  /** Where in it what was searched for stands, in order; none lies within another. {@link MOST_MARKED} at most. */
  readonly hits: readonly Hit[];
}

/** How long it is, in UTF-16 units, without the signs for what is left out. */
const LENGTH = 240;
/** How much stands before the first hit where there is more. */
const BEFORE = 60;
/** How many hits are looked at, and how far a text is read for them, as far as it is indexed at all. */
const MOST_HITS = 200;
const LONGEST = 100_000;
/** How many hits a piece has at most: words of a letter or two could fill it with more than anybody would look at. */
export const MOST_MARKED = 20;
/** How far back the beginning of a word is looked for. */
const WORD = 30;

/**
 * The piece of a text that has most of what was searched for, and of those with as much the first one. Without a hit
 * it is the beginning of the text.
 */
export function snippetOf(text: string, search: SearchQuery, language: Language): Snippet {
  const { first, hits } = bestStretch(text, search, language);
  const start = first === undefined || first.start <= BEFORE ? 0 : wordStart(text, first.start - BEFORE);
  const end = start + LENGTH >= text.length ? text.length : graphemeStart(text, start + LENGTH);
  const lead = start > 0 ? '…' : '';
  const shift = lead.length - start;
  return {
    text: `${lead}${text.slice(start, end).replace(/\s/gu, ' ')}${end < text.length ? '…' : ''}`,
    hits: apart(hits.filter((hit) => hit.start >= start && hit.end <= end))
      .slice(0, MOST_MARKED)
      .map((hit) => ({ start: hit.start + shift, end: hit.end + shift })),
  };
}

/** The first hit of the stretch that has the most of what is wanted, and all hits that were seen. */
function bestStretch(text: string, search: SearchQuery, language: Language) {
  const hits: FoundHit[] = [];
  let best: { readonly first: FoundHit; readonly wanted: number } | undefined;
  let from = 0;
  for (const hit of findHits(text.slice(0, LONGEST), search, language)) {
    // Once the best stretch is passed, what follows can't be in it.
    const isPassed = best !== undefined && hit.start > best.first.start + LENGTH;
    if (isPassed && (best?.wanted === search.wanted.length || hits.length >= MOST_HITS)) break;
    hits.push(hit);
    while (from < hits.length - 1 && (hits[from]?.start ?? 0) < hit.end - (LENGTH - BEFORE)) from++;
    const first = hits[from];
    const wanted = new Set(hits.slice(from).map((each) => each.wanted)).size;
    if (first && (!best || wanted > best.wanted)) best = { first, wanted };
  }
  return { first: best?.first, hits };
}

/** Hits in their order, those that touch put together. */
function apart(hits: readonly Hit[]): Hit[] {
  const sorted = [...hits].sort((one, other) => one.start - other.start || one.end - other.end);
  const found: Hit[] = [];
  for (const { start, end } of sorted) {
    const before = found.at(-1);
    if (before && start < before.end) found[found.length - 1] = { start: before.start, end: Math.max(before.end, end) };
    else found.push({ start, end });
  }
  return found;
}

/** The beginning of a word near a place, or else of the character that is there. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + WORD).search(/\s/u);
  return space >= 0 ? at + space + 1 : graphemeEnd(text, at);
}
