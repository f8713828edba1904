import type { Term } from '../../../language/terms/term.ts';
import type { ScopeCounts } from '../memory-index.ts';
import type { DocValues } from '../packed/doc-values.ts';
import type { PackedVectors } from '../packed/vector-chunk.ts';
import type { PostingChunk } from '../postings/posting-chunk.ts';

/**
 * One scope of the index, as one recall reads it. Memories are named by their numbers in the index (`doc`), which are
 * sorted into chunks.
 */
export interface ScopeReader {
  /** The instant of the recall, in milliseconds since 1970: what has expired by then isn't answered. */
  readonly now: number;
  readonly counts: ScopeCounts;
  /** Numbers for the places of a chunk, all 0: whoever uses them leaves them so. */
  readonly sums: Float64Array;
  /** A term's postings in a chunk; undefined where there are none. */
  postings(term: Term, chunk: number): PostingChunk | undefined;
  /** How many postings a term has in a chunk. */
  countPostings(term: Term, chunk: number): number;
  /** Undefined when there is no such memory; it may have expired. */
  values(doc: number): DocValues | undefined;
  /** Whether a memory may be answered, if it is there and hasn't expired. */
  isWanted(doc: number): boolean;
  /** Sets to 0 the scores of those memories of a chunk that may not be answered. */
  leaveOut(chunk: number, scores: Float64Array): void;
  /** The memories around one in its group: `reach` before it, itself in the middle, `reach` after it. */
  around(group: number, number: number, reach: number): readonly (number | undefined)[];
  /** The vectors of a chunk; valid until the next read. */
  vectors(space: string, chunk: number): PackedVectors | undefined;
}
