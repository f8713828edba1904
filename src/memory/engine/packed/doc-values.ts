import { bytesOfUuid, uuidOfBytes } from './uuid-bytes.ts';

/**
 * Memories in one value of the table. Neighbours of a match were mostly stored next to it, so one read brings them
 * too.
 */
export const DOCS_IN_BLOCK = 16;
/** Phrases are found among the first so many terms of a memory only. */
const MOST_POSITIONS = 1_024;
const FIXED = 56;

/** What ranking reads of a memory that may match. Times are in milliseconds since 1970. */
export interface DocValues {
  readonly memoryId: string;
  /** The number of its group, from `groupNumberOf`; 0 without a group. */
  readonly group: number;
  /** The memory's number in the database: the order of first remembering, and the order within a group. */
  readonly number: number;
  readonly updatedAt: number;
  /** Infinity when it never expires. */
  readonly expiresAt: number;
  /** 0 when it asks nothing, 1 when it holds a question, 2 when it ends with one. */
  readonly asks: number;
  /** The positions of its terms, in the order of the text: see language/terms/term.ts. */
  readonly positions: Uint16Array;
}

/** The memories of a block, by their place in it. */
export type DocValuesBlock = (DocValues | undefined)[];

/**
 * Packs a block: a fixed part for each place, then the positions of all memories one after the other.
 *
 * @returns undefined when the block has no memory
 */
export function packDocValues(docs: DocValuesBlock): Buffer | undefined {
  if (!docs.some(Boolean)) return undefined;
  const positionsOf = docs.map((doc) => doc?.positions.subarray(0, MOST_POSITIONS));
  const total = positionsOf.reduce((sum, each) => sum + (each?.length ?? 0), 0);
  const bytes = Buffer.alloc(DOCS_IN_BLOCK * FIXED + 2 * total);
  const { view } = openBlock(bytes);
  let end = DOCS_IN_BLOCK * FIXED;
  for (let place = 0; place < DOCS_IN_BLOCK; place++) {
    const doc = docs[place];
    if (!doc) continue;
    const positions = positionsOf[place] ?? new Uint16Array();
    const at = place * FIXED;
    bytesOfUuid(doc.memoryId, bytes, at);
    view.setFloat64(at + 16, doc.group, true);
    view.setFloat64(at + 24, doc.number, true);
    view.setFloat64(at + 32, doc.updatedAt, true);
    view.setFloat64(at + 40, doc.expiresAt, true);
    view.setUint16(at + 48, end, true);
    view.setUint16(at + 50, positions.length, true);
    view.setUint8(at + 52, doc.asks);
    view.setUint8(at + 53, 1);
    new Uint16Array(bytes.buffer, bytes.byteOffset + end, positions.length).set(positions);
    end += positions.byteLength;
  }
  return bytes;
}

/** A block that lies at `at` in these bytes. */
export interface PackedBlock {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly at: number;
}

export function openBlock(bytes: Buffer): PackedBlock {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
}

/** One memory of a block; undefined where there is none. */
export function readDocValues(block: PackedBlock, place: number): DocValues | undefined {
  const at = block.at + place * FIXED;
  return block.bytes[at + 53] === 1 ? new PackedDocValues(block, at) : undefined;
}

export function readBlock(bytes: Buffer): DocValuesBlock {
  const block = openBlock(bytes);
  return Array.from({ length: DOCS_IN_BLOCK }, (_, place) => readDocValues(block, place));
}

/** The id and the positions are read only when they are asked for: ranking needs them of few memories. */
class PackedDocValues implements DocValues {
  readonly group: number;
  readonly number: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  readonly asks: number;
  readonly #block: PackedBlock;
  readonly #at: number;

  constructor(block: PackedBlock, at: number) {
    const { view } = block;
    this.#block = block;
    this.#at = at;
    this.group = view.getFloat64(at + 16, true);
    this.number = view.getFloat64(at + 24, true);
    this.updatedAt = view.getFloat64(at + 32, true);
    this.expiresAt = view.getFloat64(at + 40, true);
    this.asks = view.getUint8(at + 52);
  }

  get memoryId(): string {
    return uuidOfBytes(this.#block.bytes, this.#at);
  }

  get positions(): Uint16Array {
    const { view, at } = this.#block;
    const start = at + view.getUint16(this.#at + 48, true);
    const positions = new Uint16Array(view.getUint16(this.#at + 50, true));
    for (let index = 0; index < positions.length; index++) positions[index] = view.getUint16(start + 2 * index, true);
    return positions;
  }
}
