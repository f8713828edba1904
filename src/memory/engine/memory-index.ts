import { keyText } from '../../lmdb/key-text.ts';
import type { RootDatabase } from '../../lmdb/open-lmdb.ts';
import type { MemoryScope } from './memory-engine.ts';

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

export type ScopeKey = [ownerId: string, namespace: string];
type TermKey = [...ScopeKey, block: number, chunk: number];
type PartKey = [...ScopeKey, part: number];
type VectorKey = [...ScopeKey, space: string, chunk: number];
type GroupKey = [...ScopeKey, group: number, chunk: number];

/**
 * The tables of the index. Except in `meta` and `places` (whose keys are memory ids, which are unique), every key
 * begins with the owner and the namespace, so no range can reach into another scope. Values are packed binary: the
 * file named with a table says how.
 *
 * @param generation what the tables' names begin with, so that two indexes can lie side by side
 */
export function openMemoryIndex(root: RootDatabase, generation = '') {
  const named = (name: string) => ({ name: generation + name });
  const tables = {
    meta: root.openDB<string, string>({ ...named('meta'), encoding: 'string' }),
    /** Where a memory is, by its id: place.ts. */
    places: root.openDB<string, string>({ ...named('places'), encoding: 'string' }),
    scopes: root.openDB<ScopeCounts, ScopeKey>({ ...named('scopes'), encoding: 'msgpack' }),
    /** What was remembered, by its key: packed-memory.ts. */
    memories: root.openDB<Buffer, [...ScopeKey, key: string]>({ ...named('memories'), encoding: 'binary' }),
    /** What ranking needs of each memory, by its number in the index: doc-values.ts. */
    docValues: root.openDB<Buffer, PartKey>({ ...named('records'), encoding: 'binary' }),
    /** Which memories hold a term: term-block.ts. */
    postings: root.openDB<Uint8Array, TermKey>({ ...named('postings'), encoding: 'binary' }),
    /** The order within groups: group-chunk.ts. */
    groups: root.openDB<Uint8Array, GroupKey>({ ...named('groups'), encoding: 'binary' }),
    /** What expires, and when: expiry-chunk.ts. */
    expiries: root.openDB<Uint8Array, PartKey>({ ...named('expiries'), encoding: 'binary' }),
    /** What memories mean: vector-chunk.ts. */
    vectors: root.openDB<Uint8Array, VectorKey>({ ...named('vectors'), encoding: 'binary' }),
  };
  return {
    ...tables,
    /** The number of the last change that was applied; 0 when the index is empty. */
    lastSequence: () => BigInt(tables.meta.get('lastSequence') ?? '0'),
    /** Memories in all scopes. */
    items: () => Number(tables.meta.get('items') ?? '0'),
    /** Empties all tables; for use within a write transaction. */
    clear(): void {
      for (const table of Object.values(tables)) table.clearSync();
    },
  };
}

export type MemoryIndex = ReturnType<typeof openMemoryIndex>;

/** What a scope's keys begin with. */
export function scopeKey({ ownerId, namespace }: MemoryScope): ScopeKey {
  return [keyText(ownerId), keyText(namespace)];
}
