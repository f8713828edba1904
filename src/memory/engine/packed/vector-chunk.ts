import type { QuantisedVector } from '../../vectors/quantised-vector.ts';

/**
 * Memories whose vectors lie in one value. The memories of one batch are mostly neighbours, so a value is written once
 * for many of them; a single new vector rewrites some tens of kilobytes, no more.
 */
export const VECTORS_IN_CHUNK = 64;
const SCALE_BYTES = 4;

/** The vectors of a chunk, by their place in it. */
export type VectorChunk = Map<number, QuantisedVector>;

/** Packs them as their places, a byte each, then their scales, then their numbers; undefined when there are none. */
export function packVectors(vectors: VectorChunk): Uint8Array | undefined {
  const inOrder = [...vectors].sort(([a], [b]) => a - b);
  const [first] = inOrder;
  if (!first) return undefined;
  const count = inOrder.length;
  const length = first[1].numbers.length;
  const bytes = new Uint8Array(1 + count * (1 + SCALE_BYTES + length));
  const view = new DataView(bytes.buffer);
  bytes[0] = count;
  for (const [index, [place, { scale, numbers }]] of inOrder.entries()) {
    bytes[1 + index] = place;
    view.setFloat32(1 + count + index * SCALE_BYTES, scale, true);
    bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, length), numbersAt(count) + index * length);
  }
  return bytes;
}

export function readVectors(bytes: Uint8Array): VectorChunk {
  const chunk = new PackedVectors(bytes);
  const vectors: VectorChunk = new Map();
  for (let index = 0; index < chunk.count; index++) {
    const from = index * chunk.length;
    const numbers = chunk.numbers.slice(from, from + chunk.length);
    vectors.set(chunk.placeOf(index), { scale: chunk.scaleOf(index), numbers });
  }
  return vectors;
}

/** A chunk as a search reads it, without copying any of it. */
export class PackedVectors {
  readonly count: number;
  /** The length of each vector. */
  readonly length: number;
  /** The numbers of all vectors, one vector after the other. */
  readonly numbers: Int8Array;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = bytes[0] ?? 0;
    const at = numbersAt(this.count);
    this.numbers = new Int8Array(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at);
    this.length = this.count === 0 ? 0 : this.numbers.length / this.count;
  }

  placeOf(index: number): number {
    return this.#bytes[1 + index] ?? 0;
  }

  scaleOf(index: number): number {
    return this.#view.getFloat32(1 + this.count + index * SCALE_BYTES, true);
  }
}

function numbersAt(count: number): number {
  return 1 + count * (1 + SCALE_BYTES);
}
