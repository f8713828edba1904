import { type MemoryVector, spaceOf } from '../vectors/memory-vector.ts';
import type { QuantisedVector } from '../vectors/quantised-vector.ts';
import type { MemoryIndex, ScopeKey } from './memory-index.ts';
import { packVectors, readVectors, VECTORS_IN_CHUNK, type VectorChunk } from './packed/vector-chunk.ts';

/** What a batch of changes does to the vectors of one scope. Lives within one write transaction. */
export class VectorBatch {
  readonly #vectors: MemoryIndex['vectors'];
  readonly #key: ScopeKey;
  /** Whole chunks, by their space and then their number. */
  readonly #chunks = new Map<string, Map<number, VectorChunk>>();
  /** The chunks that have to be written. */
  readonly #changed = new Set<VectorChunk>();
  #spaces: Set<string> | undefined;

  constructor({ vectors }: Pick<MemoryIndex, 'vectors'>, key: ScopeKey) {
    this.#vectors = vectors;
    this.#key = key;
  }

  /** Gives a memory this vector in place of any other; undefined leaves it without one. */
  set(doc: number, vector: MemoryVector | undefined): void {
    const spaces = this.#knownSpaces();
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

  /** Also the spaces of earlier models: a memory has its old vector until it gets one of the new model. */
  #knownSpaces(): Set<string> {
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

/** Sorts after every space, since names of models are of plain characters. */
const LAST = '\uffff';

/** A memory's vector; undefined when it has none. */
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
