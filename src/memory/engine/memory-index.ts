import type { RootDatabase } from 'lmdb';
import { keyText } from '../../lmdb/key-text.ts';
import type { MemoryScope } from './memory-engine.ts';

export interface ScopeCounts {
  readonly memories: number;
  /** Terms in all of them. */
  readonly terms: number;
  /** The number that the next new memory gets. */
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
 * The tables of the index. Every key but those of `meta` and `places` (memory ids, which are unique) begins with the
 * owner and the namespace, so no range can reach another's. Values are packed binary: see the file of each.
 *
 * @param generation what the tables' names begin with: two indexes can lie side by side
 */
export function openMemoryIndex(root: RootDatabase, generation = '') {
  const named = (name: string) => ({ name: generation + name });
  const tables = {
    meta: root.openDB<string, string>({ ...named('meta'), encoding: 'string' }),
    /** Where a memory is, by its id: a JSON array of owner, namespace and key. */
    places: root.openDB<string, string>({ ...named('places'), encoding: 'string' }),
    scopes: root.openDB<ScopeCounts, ScopeKey>({ ...named('scopes'), encoding: 'msgpack' }),
    /** What was remembered, by its key: kept-memory.ts. */
    memories: root.openDB<Buffer, [...ScopeKey, key: string]>({ ...named('memories'), encoding: 'binary' }),
    /** What recall needs of each memory, by its number: memory-record.ts. */
    records: root.openDB<Buffer, PartKey>({ ...named('records'), encoding: 'binary' }),
    /** Which memories hold a term: term-block.ts. */
    postings: root.openDB<Uint8Array, TermKey>({ ...named('postings'), encoding: 'binary' }),
    /** The order within groups: group-order.ts. */
    groups: root.openDB<Uint8Array, GroupKey>({ ...named('groups'), encoding: 'binary' }),
    /** What expires, and when: expiry-chunk.ts. */
    expiries: root.openDB<Uint8Array, PartKey>({ ...named('expiries'), encoding: 'binary' }),
    /** What memories mean: vector-chunk.ts. */
    vectors: root.openDB<Uint8Array, VectorKey>({ ...named('vectors'), encoding: 'binary' }),
  };
  return {
    ...tables,
    /** Empties all of them; for use within a write transaction. */
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
