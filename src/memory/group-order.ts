import { keyText } from '../lmdb/key-text.ts';
import type { MemoryScope } from './memory-engine.ts';
import { type GroupChunk, type MemoryIndex, NUMBERS_IN_CHUNK, scopeKey } from './memory-index.ts';

type ChunkKey = [ownerId: string, namespace: string, group: string, chunk: number];

/** The order within the groups of a scope, read as it is needed. Lives within one recall. */
export class GroupOrder {
  readonly #groups: MemoryIndex['groups'];
  readonly #key: [string, string];
  readonly #chunks = new Map<string, GroupChunk>();

  constructor({ groups }: MemoryIndex, scope: MemoryScope) {
    this.#groups = groups;
    this.#key = scopeKey(scope);
  }

  /** The memories around one, itself in the middle: `reach` before and as many after; undefined beyond the ends. */
  around(group: string, number: number, reach: number): (number | undefined)[] {
    const chunk = Math.floor(number / NUMBERS_IN_CHUNK);
    const own = this.#read(group, chunk);
    const place = own.findIndex((value, at) => at % 2 === 0 && value === number);
    if (place < 0) return [];
    const before = place < reach * 2 ? this.#beyond(group, chunk, 'before', reach) : [];
    const after = place + reach * 2 >= own.length ? this.#beyond(group, chunk, 'after', reach) : [];
    const run = [...before, ...own, ...after];
    const middle = before.length + place;
    return Array.from({ length: reach * 2 + 1 }, (_, index) => run[middle + (index - reach) * 2 + 1]);
  }

  #read(group: string, chunk: number): GroupChunk {
    const name = `${chunk}/${group}`;
    let found = this.#chunks.get(name);
    if (!found) {
      found = this.#groups.get(this.#keyOf(group, chunk)) ?? [];
      this.#chunks.set(name, found);
    }
    return found;
  }

  /** What lies before or after a piece, `reach` memories at least where there are as many. */
  #beyond(group: string, chunk: number, side: 'before' | 'after', reach: number): GroupChunk {
    const name = `${side}/${chunk}/${group}`;
    let found = this.#chunks.get(name);
    if (!found) {
      const range =
        side === 'before'
          ? { start: this.#keyOf(group, chunk - 1), end: this.#keyOf(group, -1), reverse: true }
          : { start: this.#keyOf(group, chunk + 1), end: this.#keyOf(group, Number.MAX_SAFE_INTEGER) };
      found = [];
      for (const { value } of this.#groups.getRange(range)) {
        found = side === 'before' ? [...value, ...found] : [...found, ...value];
        if (found.length >= reach * 2) break;
      }
      this.#chunks.set(name, found);
    }
    return found;
  }

  #keyOf(group: string, chunk: number): ChunkKey {
    return [...this.#key, keyText(group), chunk];
  }
}
