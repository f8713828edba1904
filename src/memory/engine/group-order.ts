import type { MemoryIndex, ScopeKey } from './memory-index.ts';
import { findInGroup, type GroupChunk, NUMBERS_IN_CHUNK, readGroupChunk } from './packed/group-chunk.ts';
import type { ReadBuffer } from './postings/read-buffer.ts';

const EMPTY = new Float64Array();

/**
 * The order within the groups of a scope. Chunks are read as they are needed, into a buffer. Lives within one recall.
 */
export class GroupOrder {
  readonly #groups: MemoryIndex['groups'];
  readonly #key: ScopeKey;
  readonly #buffer: ReadBuffer;
  /** By group, then by the chunk's number. */
  readonly #chunks = new Map<number, Map<number, GroupChunk>>();

  constructor({ groups }: Pick<MemoryIndex, 'groups'>, key: ScopeKey, buffer: ReadBuffer) {
    this.#groups = groups;
    this.#key = key;
    this.#buffer = buffer;
  }

  /**
   * The memories around one, by their numbers in the index: `reach` before it, itself in the middle, and `reach` after
   * it; undefined beyond the ends of the group.
   */
  around(group: number, number: number, reach: number): (number | undefined)[] {
    const chunk = Math.floor(number / NUMBERS_IN_CHUNK);
    const own = this.#read(group, chunk);
    const place = findInGroup(own, number);
    if (place < 0) return [];
    const found: (number | undefined)[] = [];
    for (let step = -reach; step <= reach; step++) found.push(own[place + 2 * step + 1]);
    if (place < reach * 2) this.#fillBefore(found, group, chunk, place / 2, reach);
    const after = own.length / 2 - 1 - place / 2;
    if (after < reach) this.#fillAfter(found, group, chunk, after, reach);
    return found;
  }

  /** Takes from the chunks before what is missing there; `known` of those memories are found already. */
  #fillBefore(found: (number | undefined)[], group: number, chunk: number, known: number, reach: number): void {
    let distance = known + 1;
    const range = { start: this.#keyOf(group, chunk - 1), end: this.#keyOf(group, -1), reverse: true };
    for (const { value } of this.#groups.getRange(range)) {
      const numbers = readGroupChunk(value);
      for (let index = 0; index < numbers.length / 2 && distance <= reach; index++, distance++) {
        found[reach - distance] = numbers[numbers.length - 1 - 2 * index];
      }
      if (distance > reach) return;
    }
  }

  #fillAfter(found: (number | undefined)[], group: number, chunk: number, known: number, reach: number): void {
    let distance = known + 1;
    const range = { start: this.#keyOf(group, chunk + 1), end: this.#keyOf(group, Number.MAX_SAFE_INTEGER) };
    for (const { value } of this.#groups.getRange(range)) {
      const numbers = readGroupChunk(value);
      for (let index = 0; index < numbers.length / 2 && distance <= reach; index++, distance++) {
        found[reach + distance] = numbers[2 * index + 1];
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
      found = bytes ? this.#copy(bytes) : EMPTY;
      ofGroup.set(chunk, found);
    }
    return found;
  }

  #copy(bytes: Uint8Array): GroupChunk {
    const { length } = bytes;
    const at = this.#buffer.take(bytes);
    return new Float64Array(this.#buffer.bytes.buffer, at, length / 8);
  }

  #keyOf(group: number, chunk: number): [...ScopeKey, number, number] {
    return [...this.#key, group, chunk];
  }
}
