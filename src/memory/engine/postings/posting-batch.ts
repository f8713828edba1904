import type { Analysis } from '../../../language/terms/analysis.ts';
import { type Term, tagTerm } from '../../../language/terms/term.ts';
import type { MemoryIndex, ScopeKey } from '../memory-index.ts';
import { ChangesByTerm } from './changes-by-term.ts';
import { PackingBuffer } from './packing-buffer.ts';
import { type PostingChange, postingChange } from './posting-chunk.ts';
import { postingCode } from './posting-code.ts';
import { ReadBuffer } from './read-buffer.ts';
import { blockOf, mergeTerms, type ReadBlock, type TermChanges } from './term-block.ts';
import { compareTerms } from './term-directory.ts';

/** A memory has a tag or doesn't: the postings of tags are never scored. */
const TAGGED = 0;

/** What a batch of changes does to the postings of one scope. Lives within one write transaction. */
export class PostingBatch {
  /** The number of each term, in the order in which they came. */
  readonly #numbers = new Map<string, number>();
  readonly #terms: Term[] = [];
  readonly #changes = new ChangesByTerm();
  /** By term, how often the memory at hand has it, and whether in its heading; 0 between memories. */
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

  /** @param options.isNew whether the scope had nothing before, so that nothing of it need be read */
  write(
    { postings }: Pick<MemoryIndex, 'postings'>,
    [owner, namespace]: ScopeKey,
    { isNew }: { readonly isNew: boolean },
  ): void {
    const old = new ReadBuffer();
    const buffer = new PackingBuffer();
    for (const [block, chunks] of this.#blocks()) {
      for (const [chunk, changes] of chunks) {
        const key: [...ScopeKey, number, number] = [owner, namespace, block, chunk];
        const before = isNew ? undefined : readBlock(postings.getBinaryFast(key), old);
        const after = mergeTerms(before, changes, buffer);
        if (after) postings.putSync(key, after);
        else if (before) postings.removeSync(key);
      }
    }
  }

  /** Counts a memory's terms. Answers the number of each term, once. */
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

  /** Adds the quiet terms to those that were found. Each counts as occurring once: how often it does says nothing. */
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
    this.#changes.push(number, change);
    this.#counts[number] = 0;
    this.#inHeading[number] = 0;
  }

  /** All changes by block and then by chunk, with the terms in the order of a block's directory. */
  *#blocks(): Iterable<[block: number, chunks: Map<number, TermChanges[]>]> {
    const sorted = this.#changes.sort(this.#terms.length);
    const order = [...this.#terms.entries()].sort(([, a], [, b]) => a.hash - b.hash || compareTerms(a.term, b.term));
    let block: number | undefined;
    let chunks = new Map<number, TermChanges[]>();
    for (const [number, { term, hash }] of order) {
      if (blockOf(hash) !== block) {
        if (block !== undefined) yield [block, chunks];
        block = blockOf(hash);
        chunks = new Map();
      }
      for (const { chunk, changes } of sorted.inChunks(number)) {
        const inChunk = chunks.get(chunk);
        if (inChunk) inChunk.push({ term, hash, changes });
        else chunks.set(chunk, [{ term, hash, changes }]);
      }
    }
    if (block !== undefined) yield [block, chunks];
  }
}

/** Copies a block into this buffer, in place of what was there. */
function readBlock(found: Buffer | undefined, buffer: ReadBuffer): ReadBlock | undefined {
  if (!found) return undefined;
  const size = found.length;
  buffer.begin();
  buffer.take(found);
  return { bytes: buffer.bytes, places: buffer.places, size };
}
