import type { WordScoring } from '../memory-engine.ts';
import type { MemoryRecord } from '../memory-record.ts';
import type { WordScores } from './word-scores.ts';

/** One scope's index, as ranking reads it. */
export interface RankingInput {
  readonly words: WordScores;
  /** The best by words, best first: these and what stands beside them are looked at closely. */
  readonly best: readonly number[];
  readonly limit: number;
  readonly now: Date;
  record(doc: number): MemoryRecord | undefined;
  /** Whether a memory may be answered, if it is there and hasn't expired. */
  isWanted(doc: number): boolean;
  /** The memories around one in its group, itself in the middle: {@link REACH} before and as many after. */
  around(group: number, number: number): readonly (number | undefined)[];
}

// The shares below were chosen on the three conversations of LoCoMo that may be looked at (Maharana et al., ACL 2024).
// Searched on two of them and tried on the third, each in turn, they found 79.7% of the evidence among the first ten; as
// they stand, rounded to what most searches agreed on, they find 80.3% on all three.

/** What a neighbour says counts by its distance: an answer often stands beside the turn that holds the words. */
const NEIGHBOURS = [
  { step: -2, share: 0.3 },
  { step: -1, share: 0.6 },
  { step: 1, share: 0.6 },
  { step: 2, share: 0.3 },
] as const;
/** What stands right after a question is most likely its answer. */
const ANSWER = 0.4;
/** A word that a memory says itself, said again beside it, counts for less. */
const SAID_AGAIN = 0.25;
/** Two words of the query that stand side by side as they were asked for. */
const PHRASE = 0.1;
/** A question says less than an answer: for one within and one at the end. */
const ASKING = [1, 0.9, 0.8] as const;
/** A memory that is headed by a word of the query: mostly the name of who said it. */
const HEADING = 0.7;
/** A group that holds more of the best matches than others. */
const GROUP = 0.3;
/** A new memory scores up to a twentieth more than an old one; half of that after 30 days. */
const RECENCY = 0.05;
const RECENCY_HALF_LIFE_MS = 30 * 24 * 60 * 60 * 1_000;
/** How far a match reaches, and its neighbours' own neighbours. */
export const REACH = 4;
/** So many of the best by words are looked at closely. */
export const lookedAt = (limit: number): number => Math.max(24, limit * 2);

/** A memory that words, its own or its neighbours', have brought. */
export interface RankedMatch {
  readonly memoryId: string;
  readonly doc: number;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly scoring: WordScoring;
}

/** The best matches, best first, each with the reasons for its score. */
export function rank(input: RankingInput): RankedMatch[] {
  const candidates = new Candidates(input);
  const scored: Scored[] = [];
  for (const [doc, standing] of candidates.docs) {
    const each = candidates.score(doc, standing);
    if (each) scored.push(each);
  }
  return scored
    .sort((a, b) => b.score - a.score || a.candidate.doc - b.candidate.doc)
    .slice(0, input.limit)
    .map((each) => {
      const { doc, record } = each.candidate;
      const scoring = candidates.explain(each);
      const reasons = scoring.words.map(({ word }) => word);
      if (scoring.beside > 0) reasons.push('next to a match');
      return { memoryId: record.memoryId, doc, score: each.score, reasons, scoring };
    });
}

/** A candidate with the parts of its score: the factors make up one product with the sum of the others. */
interface Scored {
  readonly candidate: Candidate;
  readonly score: number;
  readonly beside: number;
  readonly phrases: number;
  readonly factors: WordScoring['factors'];
}

/** A memory that is looked at, and what each term adds to it. */
interface Candidate {
  readonly doc: number;
  readonly record: MemoryRecord;
  readonly weights: readonly number[];
}

/** Where a memory stands in its group: in the row around a match, at a place. Of the others, those that hold words. */
interface Standing {
  readonly row: readonly (Candidate | undefined)[];
  readonly at: number;
}

const NOWHERE: Standing = { row: [], at: 0 };

class Candidates {
  readonly #input: RankingInput;
  readonly #now: number;
  /** Those that can be answered, and where they stand. */
  readonly docs = new Map<number, Standing>();
  /** What was looked at; undefined when it isn't there, or has expired, or holds none of the words. */
  readonly #seen = new Map<number, Candidate | undefined>();
  readonly #silent: readonly number[];
  /** By group, what its best matches score together; the highest is 1. */
  readonly #groups = new Map<number, number>();

  constructor(input: RankingInput) {
    this.#input = input;
    this.#now = input.now.getTime();
    this.#silent = input.words.terms.map(() => 0);
    for (const doc of input.best) this.#take(doc);
    const highest = Math.max(...this.#groups.values());
    for (const [group, score] of this.#groups) this.#groups.set(group, score / highest);
  }

  /** Takes in a match and those beside it. */
  #take(doc: number): void {
    const found = this.#saying(doc);
    if (!found) return;
    const { group, number } = found.record;
    if (group === 0) {
      this.docs.set(doc, NOWHERE);
      return;
    }
    this.#groups.set(group, (this.#groups.get(group) ?? 0) + sum(found.weights));
    const around = this.#input.around(group, number);
    const row: (Candidate | undefined)[] = [];
    for (let at = 0; at < around.length; at++) {
      const each = around[at];
      row.push(each === undefined ? undefined : this.#saying(each));
    }
    this.#takeAt(REACH, around, row);
    for (const { step } of NEIGHBOURS) this.#takeAt(REACH + step, around, row);
  }

  #takeAt(at: number, around: readonly (number | undefined)[], row: Standing['row']): void {
    const doc = around[at];
    if (doc !== undefined && !this.docs.has(doc) && this.#input.isWanted(doc)) this.docs.set(doc, { row, at });
  }

  score(doc: number, standing: Standing): Scored | undefined {
    const own = this.#saying(doc);
    const beside = this.#saidBeside(standing, own?.weights ?? this.#silent);
    const said = own ? sum(own.weights) : 0;
    if (said + beside === 0) return undefined;
    const candidate = own ?? this.#alive(doc, this.#silent);
    if (!candidate) return undefined;
    const { record } = candidate;
    const phrases = own ? this.#phrases(own) : 0;
    const factors = {
      asking: ASKING[record.asks] ?? 1,
      heading: own && this.#isHeaded(own) ? 1 + HEADING : 1,
      group: 1 + GROUP * (this.#groups.get(record.group) ?? 0),
      recency: 1 + RECENCY * 0.5 ** (Math.max(0, this.#now - record.updatedAt) / RECENCY_HALF_LIFE_MS),
    };
    const score = (said + beside + phrases) * factors.asking * factors.heading * factors.group * factors.recency;
    return { candidate, score, beside, phrases, factors };
  }

  explain({ candidate: { doc, weights }, beside, phrases, factors }: Scored): WordScoring {
    const { terms, rarities } = this.#input.words;
    const words = terms.flatMap(({ word }, term) => {
      const score = weights[term] ?? 0;
      return score > 0 ? [{ word, rarity: rarities[term] ?? 0, score }] : [];
    });
    const neighbours: { memoryId: string; word: string; score: number }[] = [];
    this.#saidBeside(this.docs.get(doc) ?? NOWHERE, weights, (term, { record: { memoryId } }, score) => {
      neighbours.push({ memoryId, word: terms[term]?.word ?? '', score });
    });
    return { words, neighbours, beside, phrases, factors };
  }

  /** What the neighbours add: of each term what the one adds that adds most; told to `each` where it is something. */
  #saidBeside(
    { row, at }: Standing,
    own: readonly number[],
    each?: (term: number, neighbour: Candidate, added: number) => void,
  ): number {
    let most: number[] | undefined;
    const from: Candidate[] = [];
    for (const { step, share } of NEIGHBOURS) {
      const found = row[at + step];
      if (!found) continue;
      most ??= [...this.#silent];
      const counts = step === -1 && found.record.asks > 0 ? share + ANSWER : share;
      for (let term = 0; term < most.length; term++) {
        const adds = (found.weights[term] ?? 0) * counts;
        if (adds <= (most[term] ?? 0)) continue;
        most[term] = adds;
        from[term] = found;
      }
    }
    if (!most) return 0;
    let added = 0;
    for (let term = 0; term < most.length; term++) {
      const neighbour = from[term];
      if (!neighbour) continue;
      const adds = (most[term] ?? 0) * ((own[term] ?? 0) > 0 ? SAID_AGAIN : 1);
      each?.(term, neighbour, adds);
      added += adds;
    }
    return added;
  }

  /** What words add that stand side by side in the query and in the memory. */
  #phrases({ record, weights }: Candidate): number {
    const { terms, rarities } = this.#input.words;
    let said: Uint16Array | undefined;
    let added = 0;
    for (let term = 0; term + 1 < weights.length; term++) {
      if (!weights[term] || !weights[term + 1]) continue;
      said ??= record.positions;
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

  #isHeaded({ doc, weights }: Candidate): boolean {
    for (let term = 0; term < weights.length; term++) {
      if (weights[term] && this.#input.words.isInHeading(term, doc)) return true;
    }
    return false;
  }

  /** A memory that holds words of the query. Most that stand beside a match don't, and their records aren't read. */
  #saying(doc: number): Candidate | undefined {
    const seen = this.#seen.get(doc);
    if (seen || this.#seen.has(doc)) return seen;
    const { words } = this.#input;
    let weights: number[] | undefined;
    for (let term = 0; term < this.#silent.length; term++) {
      const weight = words.of(term, doc);
      if (weight === 0) continue;
      weights ??= [...this.#silent];
      weights[term] = weight;
    }
    const found = weights && this.#alive(doc, weights);
    this.#seen.set(doc, found);
    return found;
  }

  /** A memory that is there and hasn't expired. */
  #alive(doc: number, weights: readonly number[]): Candidate | undefined {
    const record = this.#input.record(doc);
    return record && record.expiresAt > this.#now ? { doc, record, weights } : undefined;
  }
}

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (let at = 0; at < numbers.length; at++) total += numbers[at] ?? 0;
  return total;
}
