import { keyText } from '../lmdb/key-text.ts';
import { analyse } from './analysis.ts';
import type { Memory } from './memory.ts';
import type { MemoryScope } from './memory-engine.ts';
import { type MemoryIndex, NUMBERS_IN_CHUNK, type ScopeCounts, scopeKey } from './memory-index.ts';
import { type Posting, packPostings, readPostings } from './posting-block.ts';

/** How often each term is in a text. */
export type TermCounts = ReadonlyMap<string, number>;

/**
 * Postings of a term are cut into blocks by memory number, so that a single `remember` rewrites a few hundred bytes for
 * each of its terms, and a batch of 10,000 writes each block once. One key for each term and memory was the other way:
 * its keys are twenty times the size of what they hold.
 */
const DOCS_IN_BLOCK = 512;
const EMPTY: ScopeCounts = { memories: 0, terms: 0, nextDoc: 1 };

/**
 * What a batch of changes does to one scope. Postings are gathered, so that each block is written once. Lives within one
 * write transaction.
 */
export class ScopeBatch {
  readonly #index: MemoryIndex;
  readonly #key: [string, string];
  /** By term, then by memory number; undefined takes a posting away. */
  readonly #changes = new Map<string, Map<number, Posting | undefined>>();
  /** By group, then by record number; undefined takes a memory out of it. */
  readonly #groups = new Map<string, Map<number, number | undefined>>();
  #counts: ScopeCounts;

  constructor(index: MemoryIndex, scope: MemoryScope) {
    this.#index = index;
    this.#key = scopeKey(scope);
    this.#counts = index.scopes.get(this.#key) ?? EMPTY;
  }

  /** Adds a memory under a new number, which it answers, or under that of the one it replaces, which was removed. */
  add(memory: Memory, terms: TermCounts, doc = this.#counts.nextDoc): number {
    const length = total(terms);
    for (const [term, count] of terms) this.#change(term, doc, { doc, count, length });
    this.#counts = {
      memories: this.#counts.memories + 1,
      terms: this.#counts.terms + length,
      nextDoc: Math.max(this.#counts.nextDoc, doc + 1),
    };
    const { id, content, group, updatedAt, expiresAt } = memory;
    const number = Number(memory.number);
    const { entries, contents } = this.#index;
    entries.putSync([...this.#key, doc], {
      memoryId: id,
      group,
      number,
      updatedAt: updatedAt.getTime(),
      expiresAt: expiresAt?.getTime(),
    });
    contents.putSync([...this.#key, doc], content);
    if (group !== undefined) this.#place(group, number, doc);
    return doc;
  }

  remove(doc: number): void {
    const { entries, contents } = this.#index;
    const entry = entries.get([...this.#key, doc]);
    if (!entry) return;
    const terms = countTerms(contents.get([...this.#key, doc]) ?? '');
    for (const term of terms.keys()) this.#change(term, doc, undefined);
    this.#counts = {
      ...this.#counts,
      memories: this.#counts.memories - 1,
      terms: this.#counts.terms - total(terms),
    };
    entries.removeSync([...this.#key, doc]);
    contents.removeSync([...this.#key, doc]);
    if (entry.group !== undefined) this.#place(entry.group, entry.number, undefined);
  }

  write(): void {
    for (const [term, changes] of this.#changes) {
      for (const [block, inBlock] of inPieces(changes, DOCS_IN_BLOCK)) this.#writeBlock(term, block, inBlock);
    }
    for (const [group, changes] of this.#groups) {
      for (const [chunk, inChunk] of inPieces(changes, NUMBERS_IN_CHUNK)) this.#writeChunk(group, chunk, inChunk);
    }
    const { scopes } = this.#index;
    if (this.#counts.memories === 0) scopes.removeSync(this.#key);
    else scopes.putSync(this.#key, this.#counts);
  }

  #place(group: string, number: number, doc: number | undefined): void {
    const places = this.#groups.get(group) ?? new Map<number, number | undefined>();
    places.set(number, doc);
    this.#groups.set(group, places);
  }

  #change(term: string, doc: number, posting: Posting | undefined): void {
    let docs = this.#changes.get(term);
    if (!docs) {
      docs = new Map();
      this.#changes.set(term, docs);
    }
    docs.set(doc, posting);
  }

  #writeBlock(term: string, block: number, changes: ReadonlyMap<number, Posting | undefined>): void {
    const { blocks } = this.#index;
    const key: [string, string, string, number] = [...this.#key, term, block];
    const postings = new Map<number, Posting>();
    const before = blocks.get(key);
    if (before) readPostings(before, (doc, count, length) => postings.set(doc, { doc, count, length }));
    for (const [doc, posting] of changes) {
      if (posting) postings.set(doc, posting);
      else postings.delete(doc);
    }
    if (postings.size === 0) blocks.removeSync(key);
    else blocks.putSync(key, packPostings([...postings.values()].sort((a, b) => a.doc - b.doc)));
  }

  #writeChunk(group: string, chunk: number, changes: ReadonlyMap<number, number | undefined>): void {
    const { groups } = this.#index;
    const key: [string, string, string, number] = [...this.#key, keyText(group), chunk];
    const before = groups.get(key) ?? [];
    const places = new Map<number, number>();
    for (let at = 0; at < before.length; at += 2) places.set(before[at] ?? 0, before[at + 1] ?? 0);
    for (const [number, doc] of changes) {
      if (doc === undefined) places.delete(number);
      else places.set(number, doc);
    }
    if (places.size === 0) groups.removeSync(key);
    else groups.putSync(key, [...places].sort(([a], [b]) => a - b).flat());
  }
}

export function countTerms(content: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { term } of analyse(content)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function total(counts: TermCounts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** Changes by the piece that their number falls into, a piece holding so many numbers. */
function inPieces<T>(changes: ReadonlyMap<number, T>, size: number): Map<number, Map<number, T>> {
  const pieces = new Map<number, Map<number, T>>();
  for (const [number, change] of changes) {
    const piece = Math.floor(number / size);
    const inPiece = pieces.get(piece) ?? new Map<number, T>();
    inPiece.set(number, change);
    pieces.set(piece, inPiece);
  }
  return pieces;
}
