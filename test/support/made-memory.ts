import { randomUUID } from 'node:crypto';
import type { MemoryChange } from '../../src/memory/engine/memory-engine.ts';
import type { Memory } from '../../src/memory/memory.ts';

/** When memories are made here, unless they say otherwise. */
export const THEN = new Date('2026-01-01T00:00:00Z');

let made = 0;

/** A memory as the database would give it to an engine. */
export function madeMemory(parts: Partial<Memory> & { readonly content: string }): Memory {
  const number = BigInt(++made);
  return {
    id: randomUUID(),
    number,
    ownerId: '00000000-0000-4000-8000-000000000001',
    namespace: 'default',
    key: `key-${number}`,
    group: undefined,
    tags: [],
    metadata: null,
    sourceMessageId: undefined,
    documentId: undefined,
    kept: true,
    createdAt: THEN,
    updatedAt: THEN,
    expiresAt: undefined,
    ...parts,
  };
}

export function stored(sequence: number | bigint, memory: Memory): MemoryChange {
  return { kind: 'stored', sequence: BigInt(sequence), memory };
}

export function deleted(sequence: number | bigint, { id }: Pick<Memory, 'id'>): MemoryChange {
  return { kind: 'deleted', sequence: BigInt(sequence), memoryId: id };
}
