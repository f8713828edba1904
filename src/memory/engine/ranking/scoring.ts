import { isToldOf, type NamedTime } from '../../../language/terms/named-times.ts';
import type { WordScoring } from '../memory-engine.ts';
import type { Candidate, Candidates, Standing } from './candidates.ts';
import { besideOf, lentLikeness, liftOf } from './neighbours.ts';
import type { WordScores } from './word-scores.ts';

// How these were chosen is said in neighbours.ts.

/** Added for two words that stand side by side as in the query, as a share of their rarities. */
const PHRASE = 0.1;
/** A question says less than an answer: for no question, one within the memory, and one at its end. */
const ASKING = [1, 0.9, 0.8] as const;
/** Added for a memory that is headed by a word of the query, which is mostly the name of who said it. */
const HEADING = 0.7;
/** Added for the group that matches best; others get a share of it. */
const GROUP = 0.3;
/** Added for a memory that was told at a time which the query names. */
const TIME = 1;
/** A new memory scores up to a twentieth more than an old one, and half of that after 30 days. */
const RECENCY = 0.05;
const RECENCY_HALF_LIFE_MS = 30 * 24 * 60 * 60 * 1_000;

/**
 * A candidate with the parts of its score, which is the sum of its words, of what stands beside it, of phrases and of
 * likeness, times all factors.
 */
export interface Scored {
  readonly candidate: Candidate;
  readonly standing: Standing;
  readonly score: number;
  readonly beside: number;
  readonly phrases: number;
  readonly likeness: number;
  readonly factors: WordScoring['factors'];
}

/** What a recall looks for besides words. */
export interface Circumstances {
  /** The instant of the recall, in milliseconds since 1970. */
  readonly now: number;
  /** The times that the query names. */
  readonly times: readonly NamedTime[];
}

/** Undefined when neither the memory nor its neighbours say anything of the query. */
export function scoreOf(
  candidates: Candidates,
  doc: number,
  standing: Standing,
  { now, times }: Circumstances,
): Scored | undefined {
  const own = candidates.saying(doc);
  const beside = besideOf(standing, own?.weights ?? candidates.silent);
  const said = own?.said ?? 0;
  if (said + beside === 0) return undefined;
  const candidate = own ?? candidates.alive(doc, candidates.silent);
  if (!candidate) return undefined;
  const { values } = candidate;
  const phrases = own ? phrasesIn(own, candidates.words) : 0;
  const likeness = lentLikeness(standing, candidate.likeness);
  const factors = {
    asking: ASKING[values.asks] ?? 1,
    heading: own && isHeaded(own, candidates.words) ? 1 + HEADING : 1,
    group: 1 + GROUP * candidates.shareOf(values.group),
    time: times.some((time) => isToldOf(time, values.updatedAt)) ? 1 + TIME : 1,
    recency: 1 + RECENCY * 0.5 ** (Math.max(0, now - values.updatedAt) / RECENCY_HALF_LIFE_MS),
  };
  const factor = factors.asking * factors.heading * factors.group * factors.time * factors.recency;
  const score = (said + beside + phrases + likeness) * factor;
  return { candidate, standing, score, beside, phrases, likeness, factors };
}

/** The parts of a score with the words and the memories that they come from. */
export function explain(
  { candidate, standing, beside, phrases, likeness, factors }: Scored,
  { terms, rarities }: WordScores,
): WordScoring {
  const words: { word: string; rarity: number; score: number }[] = [];
  const neighbours: { memoryId: string; word: string; score: number }[] = [];
  for (const [term, { word }] of terms.entries()) {
    const score = candidate.weights[term] ?? 0;
    if (score > 0) words.push({ word, rarity: rarities[term] ?? 0, score });
    const { added, from } = liftOf(standing, candidate.weights, term);
    if (from) neighbours.push({ memoryId: from.values.memoryId, word, score: added });
  }
  return { words, neighbours, beside, phrases, likeness, factors };
}

/** What words add that stand side by side both in the query and in the memory. */
function phrasesIn({ values, weights }: Candidate, { terms, rarities }: WordScores): number {
  let said: Uint16Array | undefined;
  let added = 0;
  for (let term = 0; term + 1 < weights.length; term++) {
    if (!weights[term] || !weights[term + 1]) continue;
    said ??= values.positions;
    const first = terms[term]?.position;
    const second = terms[term + 1]?.position;
    for (let at = 0; at + 1 < said.length; at++) {
      if (said[at] !== first || said[at + 1] !== second) continue;
      added += PHRASE * ((rarities[term] ?? 0) + (rarities[term + 1] ?? 0));
      break;
    }
  }
  return added;
}

function isHeaded({ doc, weights }: Candidate, words: WordScores): boolean {
  for (let term = 0; term < weights.length; term++) {
    if (weights[term] && words.isInHeading(term, doc)) return true;
  }
  return false;
}
