import { keyText } from '../../lmdb/key-text.ts';
import type { RootDatabase } from '../../lmdb/open-lmdb.ts';

/** What the index knows of a whole scope. */
export interface ScopeCounts {
  readonly memories: number;
  /** The terms of all its memories together. */
  readonly terms: number;
  /** The number that the next new memory gets in the index; no chunk lies beyond it. */
  readonly nextDoc: number;
  /** How many of the memories expire some day. */
  readonly expiring: number;
}

/** Begins the keys of one partition, and of no other: see partition-directory.ts. */
export type Slot = number;
export type ScopeKey = [slot: Slot, namespace: string];
type TermKey = [...ScopeKey, block: number, chunk: number];
type PartKey = [...ScopeKey, part: number];
type VectorKey = [...ScopeKey, space: string, chunk: number];
type GroupKey = [...ScopeKey, group: number, chunk: number];

/**
 * The tables of the index. Every key begins with the slot of a partition, which is one owner's, and then mostly with
 * the namespace: so no range can reach into another owner's memories, or another scope, and a partition goes by its
 * ranges alone. Values are packed binary: the file named with a table says how.
 */
export function openMemoryIndex(root: RootDatabase) {
  return {
    /** Where a memory is, by its id: place.ts. */
    places: root.openDB<string, [slot: Slot, memoryId: string]>({ name: 'places', encoding: 'string' }),
    scopes: root.openDB<ScopeCounts, ScopeKey>({ name: 'scopes', encoding: 'msgpack' }),
    /** What was remembered, by its key: packed-memory.ts. */
    memories: root.openDB<Buffer, [...ScopeKey, key: string]>({ name: 'memories', encoding: 'binary' }),
    /** What ranking needs of each memory, by its number in the index: doc-values.ts. */
    docValues: root.openDB<Buffer, PartKey>({ name: 'records', encoding: 'binary' }),
    /** Which memories hold a term: term-block.ts. */
    postings: root.openDB<Uint8Array, TermKey>({ name: 'postings', encoding: 'binary' }),
    /** The order within groups: group-chunk.ts. */
    groups: root.openDB<Uint8Array, GroupKey>({ name: 'groups', encoding: 'binary' }),
    /** What expires, and when: expiry-chunk.ts. */
    expiries: root.openDB<Uint8Array, PartKey>({ name: 'expiries', encoding: 'binary' }),
    /** What memories mean: vector-chunk.ts. */
    vectors: root.openDB<Uint8Array, VectorKey>({ name: 'vectors', encoding: 'binary' }),
  };
}

export type MemoryIndex = ReturnType<typeof openMemoryIndex>;

/** What a scope's keys begin with. */
export function scopeKey(slot: Slot, namespace: string): ScopeKey {
  return [slot, keyText(namespace)];
}
