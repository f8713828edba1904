import type { RootDatabase } from 'lmdb';
import { keyText } from '../lmdb/key-text.ts';
import type { MemoryScope } from './memory-engine.ts';

/** A memory as recall needs it; its text lies apart, since it is read only when it is replaced. */
export interface Entry {
  readonly memoryId: string;
  readonly group: string | undefined;
  /** The record's order of first remembering, which is the order within a group. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  readonly expiresAt: number | undefined;
}

/** Where a memory stands in the index. */
export interface Place extends MemoryScope {
  readonly doc: number;
}

export interface ScopeCounts {
  readonly memories: number;
  /** Terms in all of them. */
  readonly terms: number;
  /** The number that the next new memory gets. */
  readonly nextDoc: number;
}

/** A piece of a group's order: record number and memory number in turn, by record number. */
export type GroupChunk = readonly number[];
/** Record numbers in one piece: a few turns of a conversation are read at once, and a large group isn't read whole. */
export const NUMBERS_IN_CHUNK = 256;

type DocKey = [ownerId: string, namespace: string, doc: number];
type TermKey = [ownerId: string, namespace: string, term: string, block: number];
type GroupKey = [ownerId: string, namespace: string, group: string, chunk: number];

/**
 * The tables of the index. Every key but those of `meta` and `places` (memory ids, which are unique) begins with the
 * owner and the namespace, so no range can reach another's.
 */
export function openMemoryIndex(root: RootDatabase) {
  const tables = {
    meta: root.openDB<string, string>({ name: 'meta', encoding: 'string' }),
    places: root.openDB<Place, string>({ name: 'places', encoding: 'msgpack' }),
    scopes: root.openDB<ScopeCounts, [string, string]>({ name: 'scopes', encoding: 'msgpack' }),
    entries: root.openDB<Entry, DocKey>({ name: 'entries', encoding: 'msgpack' }),
    contents: root.openDB<string, DocKey>({ name: 'contents', encoding: 'string' }),
    blocks: root.openDB<Uint8Array, TermKey>({ name: 'blocks', encoding: 'binary' }),
    groups: root.openDB<GroupChunk, GroupKey>({ name: 'groups', encoding: 'msgpack' }),
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
export function scopeKey({ ownerId, namespace }: MemoryScope): [ownerId: string, namespace: string] {
  return [keyText(ownerId), keyText(namespace)];
}
