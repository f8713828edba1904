import type { MemoryIndex, ScopeKey } from '../engine/memory-index.ts';
import { type MemoryVector, spaceOf } from './memory-vector.ts';
import type { QuantisedVector } from './quantised-vector.ts';
import { packVectors, readVectors, VECTORS_IN_CHUNK, type VectorChunk } from './vector-chunk.ts';

/** What a batch of changes does to the vectors of one scope. Lives within one write transaction. */
export class VectorBatch {
  readonly #vectors: MemoryIndex['vectors'];
  readonly #key: ScopeKey;
  /** By space, then by chunk, whole. */
  readonly #chunks = new Map<string, Map<number, VectorChunk>>();
  /** Those that are not as they were. */
  readonly #changed = new Set<VectorChunk>();
  #spaces: Set<string> | undefined;

  constructor({ vectors }: Pick<MemoryIndex, 'vectors'>, key: ScopeKey) {
    this.#vectors = vectors;
    this.#key = key;
  }

  /** Gives a memory this vector, and takes any other of it; without one it has none afterwards. */
  set(doc: number, vector: MemoryVector | undefined): void {
    const spaces = this.#known();
    const space = vector && spaceOf(vector);
    for (const other of spaces) {
      if (other === space) continue;
      const chunk = this.#chunkOf(other, doc);
      if (chunk.delete(doc % VECTORS_IN_CHUNK)) this.#changed.add(chunk);
    }
    if (!vector || space === undefined) return;
    spaces.add(space);
    const chunk = this.#chunkOf(space, doc);
    chunk.set(doc % VECTORS_IN_CHUNK, vector);
    this.#changed.add(chunk);
  }

  write(): void {
    for (const [space, chunks] of this.#chunks) {
      for (const [chunk, inChunk] of chunks) {
        if (!this.#changed.has(inChunk)) continue;
        const bytes = packVectors(inChunk);
        if (bytes) this.#vectors.putSync([...this.#key, space, chunk], bytes);
        else this.#vectors.removeSync([...this.#key, space, chunk]);
      }
    }
  }

  /** Those of earlier models may still be there: each memory gives up its old vector when it gets a new one. */
  #known(): Set<string> {
    this.#spaces ??= new Set(spacesOf(this.#vectors, this.#key));
    return this.#spaces;
  }

  #chunkOf(space: string, doc: number): VectorChunk {
    let chunks = this.#chunks.get(space);
    if (!chunks) {
      chunks = new Map();
      this.#chunks.set(space, chunks);
    }
    const number = Math.floor(doc / VECTORS_IN_CHUNK);
    let chunk = chunks.get(number);
    if (!chunk) {
      const bytes = this.#vectors.get([...this.#key, space, number]);
      chunk = bytes ? readVectors(bytes) : new Map();
      chunks.set(number, chunk);
    }
    return chunk;
  }
}

/** The spaces in which a scope has vectors. */
export function spacesOf(vectors: MemoryIndex['vectors'], key: ScopeKey): string[] {
  const spaces: string[] = [];
  let start: (string | number)[] = [...key];
  for (;;) {
    const [next] = vectors.getKeys({ start, end: [...key, LAST], limit: 1 });
    if (!next) return spaces;
    spaces.push(next[2]);
    start = [...key, next[2], Number.MAX_SAFE_INTEGER];
  }
}

/** After every space: names of models are of plain characters. */
const LAST = '\uffff';

/** A memory's vector; undefined where it has none. */
export function vectorOf(
  vectors: MemoryIndex['vectors'],
  key: ScopeKey,
  doc: number,
): { readonly space: string; readonly vector: QuantisedVector } | undefined {
  for (const space of spacesOf(vectors, key)) {
    const bytes = vectors.get([...key, space, Math.floor(doc / VECTORS_IN_CHUNK)]);
    const vector = bytes && readVectors(bytes).get(doc % VECTORS_IN_CHUNK);
    if (vector) return { space, vector };
  }
  return undefined;
}
