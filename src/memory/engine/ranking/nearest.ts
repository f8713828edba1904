import { type MemoryVector, spaceOf } from '../../vectors/memory-vector.ts';
import { dot } from '../../vectors/quantised-vector.ts';
import { VECTORS_IN_CHUNK } from '../packed/vector-chunk.ts';
import { BestMatches } from './best-matches.ts';
import type { ScopeReader } from './scope-reader.ts';

/** A memory and how near its meaning is to the query's. */
export interface NearMemory {
  readonly doc: number;
  /** The cosine of the two vectors, from {@link LEAST_SIMILARITY} to 1. */
  readonly similarity: number;
}

/**
 * Memories less similar than this have nothing to do with the query. Models differ in how near they put unrelated
 * texts; this limit is low enough to lose nothing with any model, and with some it keeps little out.
 */
export const LEAST_SIMILARITY = 0.25;

/**
 * The memories of a scope whose meaning is nearest to the query's, nearest first. Every vector is compared, so none is
 * missed; vectors of another model, or of another length, are not looked at.
 *
 * This takes about 35 ms for 50,000 vectors of 384 numbers (one core of a 2024 server), and the process does nothing
 * else meanwhile. For more memories there are, in this order: the same sums in WebAssembly's 128-bit instructions, a
 * worker thread, and beyond a million memories a graph of neighbours (HNSW: Malkov and Yashunin, 2016), which finds
 * nearly all.
 */
export function nearest(reader: ScopeReader, query: MemoryVector, limit: number): NearMemory[] {
  const space = spaceOf(query);
  const best = new BestMatches(limit);
  const similarities = new Map<number, number>();
  const close: number[] = [];
  for (let chunk = 0; chunk * VECTORS_IN_CHUNK < reader.counts.nextDoc; chunk++) {
    const packed = reader.vectors(space, chunk);
    if (!packed) continue;
    // The vectors are valid until the next read: so the close ones are noted first, and looked up after the whole
    // chunk.
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
      if (similarity < best.threshold || !isAnswerable(reader, doc)) continue;
      best.add(doc, similarity);
      similarities.set(doc, similarity);
    }
  }
  return best.inOrder().map((doc) => ({ doc, similarity: similarities.get(doc) ?? 0 }));
}

function isAnswerable(reader: ScopeReader, doc: number): boolean {
  return reader.isWanted(doc) && (reader.values(doc)?.expiresAt ?? 0) > reader.now;
}
