import { BadUserInputError } from '../../errors.ts';
import type { Candidate } from './search-store.ts';
import type { Strictness } from './text-search.ts';

/** A place among what was found. */
export interface SearchPlace {
  readonly strictness: Strictness;
  /** The block of messages that it belongs to: those that match and have lower numbers than this. */
  readonly below: bigint;
  readonly score: bigint;
  readonly number: bigint;
}

const CURSOR = /^s:([wb])\.(\d{1,18})\.(-?\d{1,18})\.(\d{1,18})$/;
const LONGEST = 128;

/** What is found first stands first: a better match, or of those that match as well the newer one. */
export function byRank(one: Rank, other: Rank): number {
  if (one.score !== other.score) return one.score > other.score ? -1 : 1;
  return one.number > other.number ? -1 : one.number < other.number ? 1 : 0;
}

type Rank = Pick<Candidate, 'score' | 'number'>;

export function searchCursor({ strictness, below, score, number }: SearchPlace): string {
  const text = `s:${strictness === 'words' ? 'w' : 'b'}.${below}.${score}.${number}`;
  return Buffer.from(text).toString('base64url');
}

/** @throws {BadUserInputError} for a cursor that isn't one of a search */
export function readSearchCursor(cursor: string): SearchPlace {
  const decoded = cursor.length <= LONGEST ? Buffer.from(cursor, 'base64url').toString() : '';
  const [, kind, below, score, number] = CURSOR.exec(decoded) ?? [];
  if (below === undefined || score === undefined || number === undefined) {
    throw new BadUserInputError('after is not a cursor of this list.');
  }
  const strictness = kind === 'w' ? 'words' : 'beginnings';
  return { strictness, below: BigInt(below), score: BigInt(score), number: BigInt(number) };
}
