import type { DocValues } from '../packed/doc-values.ts';
import { NEIGHBOURS, REACH } from './neighbours.ts';
import type { ScopeReader } from './scope-reader.ts';
import type { WordScores } from './word-scores.ts';

/** A memory that is looked at closely. */
export interface Candidate {
  readonly doc: number;
  readonly values: DocValues;
  /** By term, what the memory's own words add to its score. */
  readonly weights: readonly number[];
  /** Their sum. */
  readonly said: number;
  /** What it adds that the memory shares other words with the best matches: 0 until likeness.ts has looked at it. */
  likeness: number;
}

/** Where a memory stands in its group: at a place in the row around a match. Memories without words are left out. */
export interface Standing {
  readonly row: readonly (Candidate | undefined)[];
  readonly at: number;
}

const NOWHERE: Standing = { row: [], at: 0 };

/** The memories that may be answered: the best by words, and what stands beside them in their groups. */
export class Candidates {
  /** What may be answered, with where it stands. */
  readonly docs = new Map<number, Standing>();
  readonly words: WordScores;
  /** The weights of a memory that holds none of the words: a 0 for each term. */
  readonly silent: readonly number[];
  readonly #reader: CandidateReader;
  /** What was looked at; undefined when it isn't there, has expired, or holds none of the words. */
  readonly #seen = new Map<number, Candidate | undefined>();
  /**
   * By group, the squares of what its best matches score, together, as a share of the highest such sum. By the squares
   * a few good matches count for more than many poor ones.
   */
  readonly #groups = new Map<number, number>();

  /** @param best the best by words, best first */
  constructor(reader: CandidateReader, words: WordScores, best: readonly number[]) {
    this.#reader = reader;
    this.words = words;
    this.silent = words.terms.map(() => 0);
    for (const doc of best) this.#take(doc);
    const highest = Math.max(...this.#groups.values());
    for (const [group, score] of this.#groups) this.#groups.set(group, score / highest);
  }

  /** From 0 to 1: how well a group matches, next to the one that matches best. */
  shareOf(group: number): number {
    return this.#groups.get(group) ?? 0;
  }

  /**
   * A memory that holds words of the query; undefined for any other. Of those that stand beside a match most don't, and
   * then their values aren't read.
   */
  saying(doc: number): Candidate | undefined {
    const seen = this.#seen.get(doc);
    if (seen || this.#seen.has(doc)) return seen;
    let weights: number[] | undefined;
    for (let term = 0; term < this.silent.length; term++) {
      const weight = this.words.of(term, doc);
      if (weight === 0) continue;
      weights ??= [...this.silent];
      weights[term] = weight;
    }
    const found = weights && this.alive(doc, weights);
    this.#seen.set(doc, found);
    return found;
  }

  /** A memory with these weights, if it is there and hasn't expired. */
  alive(doc: number, weights: readonly number[]): Candidate | undefined {
    const values = this.#reader.values(doc);
    if (!values || values.expiresAt <= this.#reader.now) return undefined;
    return { doc, values, weights, said: sum(weights), likeness: 0 };
  }

  /** Takes in a match and those beside it. */
  #take(doc: number): void {
    const found = this.saying(doc);
    if (!found) return;
    const { group, number } = found.values;
    if (group === 0) {
      this.docs.set(doc, NOWHERE);
      return;
    }
    this.#groups.set(group, (this.#groups.get(group) ?? 0) + found.said ** 2);
    const around = this.#reader.around(group, number, REACH);
    const row: (Candidate | undefined)[] = [];
    for (let at = 0; at < around.length; at++) {
      const each = around[at];
      row.push(each === undefined ? undefined : this.saying(each));
    }
    this.#takeAt(REACH, around, row);
    for (const { step } of NEIGHBOURS) this.#takeAt(REACH + step, around, row);
  }

  #takeAt(at: number, around: readonly (number | undefined)[], row: Standing['row']): void {
    const doc = around[at];
    if (doc !== undefined && !this.docs.has(doc) && this.#reader.isWanted(doc)) this.docs.set(doc, { row, at });
  }
}

/** What of a scope the candidates are read from. */
export type CandidateReader = Pick<ScopeReader, 'now' | 'values' | 'isWanted' | 'around'>;

function sum(numbers: readonly number[]): number {
  let total = 0;
  for (let at = 0; at < numbers.length; at++) total += numbers[at] ?? 0;
  return total;
}
