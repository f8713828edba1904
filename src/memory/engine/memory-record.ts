import { bytesOfUuid, uuidOfBytes } from './uuid-bytes.ts';

/** Memories in one value of the table: those beside a match were mostly remembered next to it, and are read with it. */
export const RECORDS_IN_BLOCK = 16;
/** Of a longer memory, only so many terms can be found as a phrase. */
const MOST_POSITIONS = 1_024;
const FIXED = 56;

/** What a recall needs to know of a memory that may match. Times are in milliseconds since 1970. */
export interface MemoryRecord {
  readonly memoryId: string;
  /** Of its group, as `groupNumberOf` gives it; 0 without one. */
  readonly group: number;
  /** The record's order of first remembering, which is the order within a group. */
  readonly number: number;
  readonly updatedAt: number;
  /** Infinity when it doesn't. */
  readonly expiresAt: number;
  /** 0 when it asks nothing, 1 when it holds a question, 2 when it ends with one. */
  readonly asks: number;
  /** Of the terms, in the order of the text. */
  readonly positions: Uint16Array;
}

/** Memories of a block, by their place in it. */
export type RecordBlock = (MemoryRecord | undefined)[];

export function packRecords(records: RecordBlock): Buffer | undefined {
  if (!records.some(Boolean)) return undefined;
  const kept = records.map((record) => record?.positions.subarray(0, MOST_POSITIONS));
  const positions = kept.reduce((sum, each) => sum + (each?.length ?? 0), 0);
  const bytes = Buffer.alloc(RECORDS_IN_BLOCK * FIXED + 2 * positions);
  const { view } = openBlock(bytes);
  let end = RECORDS_IN_BLOCK * FIXED;
  for (let place = 0; place < RECORDS_IN_BLOCK; place++) {
    const record = records[place];
    if (!record) continue;
    const at = place * FIXED;
    bytesOfUuid(record.memoryId, bytes, at);
    view.setFloat64(at + 16, record.group, true);
    view.setFloat64(at + 24, record.number, true);
    view.setFloat64(at + 32, record.updatedAt, true);
    view.setFloat64(at + 40, record.expiresAt, true);
    view.setUint16(at + 48, end, true);
    view.setUint16(at + 50, kept[place]?.length ?? 0, true);
    view.setUint8(at + 52, record.asks);
    view.setUint8(at + 53, 1);
    const positions = kept[place] ?? new Uint16Array();
    new Uint16Array(bytes.buffer, bytes.byteOffset + end, positions.length).set(positions);
    end += positions.byteLength;
  }
  return bytes;
}

/** A block to be read from, which lies somewhere in these bytes. */
export interface PackedBlock {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly at: number;
}

export function openBlock(bytes: Buffer): PackedBlock {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 };
}

/** One memory of a block; undefined where there is none. */
export function readRecord(block: PackedBlock, place: number): MemoryRecord | undefined {
  const at = block.at + place * FIXED;
  return block.bytes[at + 53] === 1 ? new PackedRecord(block, at) : undefined;
}

export function readRecords(bytes: Buffer): RecordBlock {
  const block = openBlock(bytes);
  return Array.from({ length: RECORDS_IN_BLOCK }, (_, place) => readRecord(block, place));
}

/** Its id and positions are read when they are asked for, which they are of few. */
class PackedRecord implements MemoryRecord {
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
