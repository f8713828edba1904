import { BestMatches } from '../engine/ranking/best-matches.ts';
import type { MemoryIndex, ScopeKey } from '../engine/memory-index.ts';
import { type MemoryVector, spaceOf } from './memory-vector.ts';
import { dot } from './quantised-vector.ts';
import { PackedVectors, VECTORS_IN_CHUNK } from './vector-chunk.ts';

/** A memory and how near it is. */
export interface NearMemory {
  readonly doc: number;
  /** The cosine, from {@link LEAST_SIMILARITY} to 1. */
  readonly similarity: number;
}

/**
 * What is farther has nothing to do with the query. Models differ in how near they put texts that have nothing in
 * common; this one is low enough to lose nothing with any, and with some it keeps out little.
 */
export const LEAST_SIMILARITY = 0.25;

/**
 * The memories of a scope that mean what the query does, nearest first: every vector is compared, so none is missed. One
 * of another model, or of another length, isn't looked at.
 *
 * That takes about 35 ms for 50,000 vectors of 384 numbers (a core of a 2024 server), during which the process
 * does nothing else. What comes after, for more: the same sums in WebAssembly's 128-bit instructions, in a worker thread,
 * and beyond a million a graph of neighbours (HNSW: Malkov and Yashunin, 2016), which finds nearly all of them.
 *
 * @param options.nextDoc the number that the scope's next memory gets: there are no chunks beyond it
 * @param options.isWanted whether a memory can be answered; asked for few
 */
export function nearest(
  vectors: MemoryIndex['vectors'],
  key: ScopeKey,
  query: MemoryVector,
  { limit, nextDoc, isWanted }: { limit: number; nextDoc: number; isWanted(doc: number): boolean },
): NearMemory[] {
  const space = spaceOf(query);
  const best = new BestMatches(limit);
  const similarities = new Map<number, number>();
  const close: number[] = [];
  for (let chunk = 0; chunk * VECTORS_IN_CHUNK < nextDoc; chunk++) {
    // Valid up to the next read only: what is close is noted first, and looked up when the chunk is done with.
    const found = vectors.getBinaryFast([...key, space, chunk]);
    if (!found) continue;
    const packed = new PackedVectors(new Uint8Array(found.buffer, found.byteOffset, found.length));
    const least = Math.max(LEAST_SIMILARITY, best.threshold);
    close.length = 0;
    for (let index = 0; index < packed.count; index++) {
      const product = dot(query.numbers, packed.numbers, index * packed.length);
      const similarity = product * query.scale * packed.scaleOf(index);
      if (similarity >= least) close.push(chunk * VECTORS_IN_CHUNK + packed.placeOf(index), Math.min(1, similarity));
    }
    for (let at = 0; at < close.length; at += 2) {
      const doc = close[at] ?? 0;
      const similarity = close[at + 1] ?? 0;
      if (similarity < best.threshold || !isWanted(doc)) continue;
      best.add(doc, similarity);
      similarities.set(doc, similarity);
    }
  }
  return best.inOrder().map((doc) => ({ doc, similarity: similarities.get(doc) ?? 0 }));
}
