import { createHash } from 'node:crypto';
import type { MemoryScope } from './memory-engine.ts';
import { type MemoryIndex, type ScopeKey, scopeKey } from './memory-index.ts';
import type { ReadRoom } from './postings/read-buffer.ts';

/** Record numbers in one piece: a few turns of a conversation are read at once, and a large group isn't read whole. */
export const NUMBERS_IN_CHUNK = 128;
const EMPTY = new Float64Array();

/** A piece of a group's order: record number and memory number in turn, by record number. */
export type GroupChunk = Float64Array;

export function readGroupChunk(bytes: Uint8Array): GroupChunk {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}

/** The chunk after these changes, where undefined takes a memory out; undefined when nothing is left. */
export function mergeGroupChunk(
  before: GroupChunk,
  changes: ReadonlyMap<number, number | undefined>,
): Uint8Array | undefined {
  const places = new Map<number, number>();
  for (let at = 0; at < before.length; at += 2) places.set(before[at] ?? 0, before[at + 1] ?? 0);
  for (const [number, doc] of changes) {
    if (doc === undefined) places.delete(number);
    else places.set(number, doc);
  }
  if (places.size === 0) return undefined;
  return new Uint8Array(new Float64Array([...places].sort(([a], [b]) => a - b).flat()).buffer);
}

/**
 * What stands for a group in keys and records: 1 to 2^52 of its name's SHA-256. Two of a million groups of one scope would
 * share it once in ten thousand times, and then a neighbour is taken from the other: it is still the same owner's.
 */
export function groupNumberOf(group: string): number {
  return 1 + Number(createHash('sha256').update(group).digest().readBigUInt64LE() >> 12n);
}

/** The order within the groups of a scope, read into a room as it is needed. Lives within one recall. */
export class GroupOrder {
  readonly #groups: MemoryIndex['groups'];
  readonly #key: ScopeKey;
  readonly #chunks = new Map<number, Map<number, GroupChunk>>();

  readonly #room: ReadRoom;

  constructor({ groups }: MemoryIndex, scope: MemoryScope, room: ReadRoom) {
    this.#groups = groups;
    this.#key = scopeKey(scope);
    this.#room = room;
  }

  /** The memories around one, itself in the middle: `reach` before and as many after; undefined beyond the ends. */
  around(group: number, number: number, reach: number): (number | undefined)[] {
    const chunk = Math.floor(number / NUMBERS_IN_CHUNK);
    const own = this.#read(group, chunk);
    const place = find(own, number);
    if (place < 0) return [];
    const found: (number | undefined)[] = [];
    for (let step = -reach; step <= reach; step++) found.push(own[place + 2 * step + 1]);
    if (place < reach * 2) this.#fill(found, group, chunk, 'before', place / 2, reach);
    const after = own.length / 2 - 1 - place / 2;
    if (after < reach) this.#fill(found, group, chunk, 'after', after, reach);
    return found;
  }

  /** Takes what is missing on one side, which has `known` already, from the chunks beyond. */
  #fill(
    found: (number | undefined)[],
    group: number,
    chunk: number,
    side: 'before' | 'after',
    known: number,
    reach: number,
  ): void {
    let distance = known + 1;
    const range =
      side === 'before'
        ? { start: this.#keyOf(group, chunk - 1), end: this.#keyOf(group, -1), reverse: true }
        : { start: this.#keyOf(group, chunk + 1), end: this.#keyOf(group, Number.MAX_SAFE_INTEGER) };
    for (const { value } of this.#groups.getRange(range)) {
      const numbers = readGroupChunk(value);
      for (let index = 0; index < numbers.length / 2 && distance <= reach; index++, distance++) {
        if (side === 'before') found[reach - distance] = numbers[numbers.length - 1 - 2 * index];
        else found[reach + distance] = numbers[2 * index + 1];
      }
      if (distance > reach) return;
    }
  }

  #read(group: number, chunk: number): GroupChunk {
    let ofGroup = this.#chunks.get(group);
    if (!ofGroup) {
      ofGroup = new Map();
      this.#chunks.set(group, ofGroup);
    }
    let found = ofGroup.get(chunk);
    if (!found) {
      const bytes = this.#groups.getBinaryFast(this.#keyOf(group, chunk));
      found = bytes ? this.#keep(bytes) : EMPTY;
      ofGroup.set(chunk, found);
    }
    return found;
  }

  #keep(bytes: Uint8Array): GroupChunk {
    const { length } = bytes;
    const at = this.#room.take(bytes);
    return new Float64Array(this.#room.bytes.buffer, at, length / 8);
  }

  #keyOf(group: number, chunk: number): [...ScopeKey, number, number] {
    return [...this.#key, group, chunk];
  }
}

/** Where a record number is in a chunk; below 0 when it isn't. */
function find(chunk: GroupChunk, number: number): number {
  let low = 0;
  let high = chunk.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = chunk[2 * middle] ?? 0;
    if (found === number) return 2 * middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
