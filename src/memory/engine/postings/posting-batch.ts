import type { Analysis } from '../../text/analysis.ts';
import type { MemoryIndex, ScopeKey } from '../memory-index.ts';
import { PackingRoom } from './packing-buffer.ts';
import { DOCS_IN_CHUNK, type PostingChange, placeOf, postingChange } from './posting-chunk.ts';
import { postingCode } from './posting-code.ts';
import { ReadRoom } from './read-buffer.ts';
import { type Term, tagTerm } from '../../text/term.ts';
import { blockOf, compareTerms, mergeTerms, type ReadBlock, type TermChanges } from './term-block.ts';

/** A tag is there or isn't: its postings are never scored. */
const TAGGED = 0;

/**
 * What a batch of changes does to the postings of one scope: a long list of numbers, sorted by term when all are known.
 * Lives within one write transaction.
 */
export class PostingBatch {
  /** The number of each term, in the order in which they came. */
  readonly #numbers = new Map<string, number>();
  readonly #terms: Term[] = [];
  /** For each change, the number of its term. */
  readonly #changed: number[] = [];
  readonly #changes: PostingChange[] = [];
  /** By term, how often one memory has it, and has it in its heading; 0 between memories. */
  readonly #counts: number[] = [];
  readonly #inHeading: number[] = [];

  add({ terms, quiet, heading }: Analysis, tags: readonly string[], doc: number): void {
    const found = this.#count(terms, heading);
    this.#countQuiet(quiet, found);
    const length = Math.max(1, terms.length);
    for (const number of found) {
      const code = postingCode(this.#counts[number] ?? 0, length, (this.#inHeading[number] ?? 0) > 0);
      this.#change(number, postingChange(doc, code));
    }
    for (const tag of tags) this.#change(this.#numberOf(tagTerm(tag)), postingChange(doc, TAGGED));
  }

  remove({ terms, quiet }: Analysis, tags: readonly string[], doc: number): void {
    const found = this.#count(terms, 0);
    this.#countQuiet(quiet, found);
    for (const number of found) this.#change(number, postingChange(doc, undefined));
    for (const tag of tags) this.#change(this.#numberOf(tagTerm(tag)), postingChange(doc, undefined));
  }

  write({ postings }: Pick<MemoryIndex, 'postings'>, [owner, namespace]: ScopeKey): void {
    const old = new ReadRoom();
    const room = new PackingRoom();
    for (const [block, chunks] of this.#blocks()) {
      for (const [chunk, changes] of chunks) {
        const key: [...ScopeKey, number, number] = [owner, namespace, block, chunk];
        const before = readBlock(postings.getBinaryFast(key), old);
        const after = mergeTerms(before, changes, room);
        if (after) postings.putSync(key, after);
        else if (before) postings.removeSync(key);
      }
    }
  }

  /** Counts a memory's terms; answers their numbers, each once. */
  #count(terms: readonly Term[], heading: number): number[] {
    const found: number[] = [];
    for (let at = 0; at < terms.length; at++) {
      const term = terms[at];
      if (!term) continue;
      const number = this.#numberOf(term);
      if (this.#counts[number] === 0) found.push(number);
      this.#counts[number] = (this.#counts[number] ?? 0) + 1;
      if (at < heading) this.#inHeading[number] = 1;
    }
    return found;
  }

  /** Adds the numbers of quiet terms to those of a memory's own, each once: how often they occur says nothing. */
  #countQuiet(quiet: readonly Term[], found: number[]): void {
    for (let at = 0; at < quiet.length; at++) {
      const term = quiet[at];
      if (!term) continue;
      const number = this.#numberOf(term);
      if (this.#counts[number] !== 0) continue;
      found.push(number);
      this.#counts[number] = 1;
    }
  }

  #numberOf(term: Term): number {
    let number = this.#numbers.get(term.term);
    if (number === undefined) {
      number = this.#terms.length;
      this.#numbers.set(term.term, number);
      this.#terms.push(term);
      this.#counts.push(0);
      this.#inHeading.push(0);
    }
    return number;
  }

  #change(number: number, change: PostingChange): void {
    this.#changed.push(number);
    this.#changes.push(change);
    this.#counts[number] = 0;
    this.#inHeading[number] = 0;
  }

  /** All changes by block, then by chunk, ordered as both want them. */
  *#blocks(): Iterable<[block: number, chunks: Map<number, TermChanges[]>]> {
    const changesOf = this.#byTerm();
    const order = [...this.#terms.entries()].sort(([, a], [, b]) => a.hash - b.hash || compareTerms(a.term, b.term));
    let block: number | undefined;
    let chunks = new Map<number, TermChanges[]>();
    for (const [number, { term, hash }] of order) {
      if (blockOf(hash) !== block) {
        if (block !== undefined) yield [block, chunks];
        block = blockOf(hash);
        chunks = new Map();
      }
      for (const { chunk, changes } of inChunks(changesOf(number))) {
        const inChunk = chunks.get(chunk);
        if (inChunk) inChunk.push({ term, hash, changes });
        else chunks.set(chunk, [{ term, hash, changes }]);
      }
    }
    if (block !== undefined) yield [block, chunks];
  }

  /** The changes of a term by its number, in the order in which they came (a counting sort). */
  #byTerm(): (number: number) => Float64Array {
    const ends = new Uint32Array(this.#terms.length);
    for (const number of this.#changed) ends[number] = (ends[number] ?? 0) + 1;
    let sum = 0;
    for (let number = 0; number < ends.length; number++) {
      sum += ends[number] ?? 0;
      ends[number] = sum;
    }
    const starts = ends.slice();
    const sorted = new Float64Array(this.#changes.length);
    for (let at = sorted.length - 1; at >= 0; at--) {
      const number = this.#changed[at] ?? 0;
      const place = (starts[number] ?? 0) - 1;
      starts[number] = place;
      sorted[place] = this.#changes[at] ?? 0;
    }
    return (number) => sorted.subarray(starts[number], ends[number]);
  }
}

/** Takes a block into this room, alone. */
function readBlock(found: Buffer | undefined, room: ReadRoom): ReadBlock | undefined {
  if (!found) return undefined;
  const size = found.length;
  room.begin();
  room.take(found);
  return { bytes: room.bytes, places: room.places, size };
}

/** Changes of a term by the chunk they fall into, in order and as that chunk counts. */
function inChunks(all: Float64Array): { chunk: number; changes: PostingChange[] }[] {
  let isInOrder = true;
  for (let at = 1; at < all.length && isInOrder; at++) isInOrder = (all[at - 1] ?? 0) <= (all[at] ?? 0);
  // The order of sorting is stable: the last change of a memory stays the last.
  const inOrder = isInOrder ? all : [...all].sort((a, b) => placeOf(a) - placeOf(b));
  const found: { chunk: number; changes: PostingChange[] }[] = [];
  for (const change of inOrder) {
    const chunk = Math.floor(placeOf(change) / DOCS_IN_CHUNK);
    let last = found.at(-1);
    if (last?.chunk !== chunk) {
      last = { chunk, changes: [] };
      found.push(last);
    }
    last.changes.push(change - postingChange(chunk * DOCS_IN_CHUNK, undefined));
  }
  return found;
}
