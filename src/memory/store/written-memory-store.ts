import type { Database } from '../../database/database.ts';
import type { Memory } from '../memory.ts';
import { readVectorRow } from '../vectors/vector-store.ts';
import type { StoredMemory } from './memory-change-store.ts';
import { type MemoryRow, readMemoryRow } from './memory-read-store.ts';
import type { MemoryToStore } from './memory-write-store.ts';

/** A memory as it was written, and the vector that it has now. */
export type WrittenMemory = StoredMemory & { readonly memory: Memory };

/** What only the database knows of a memory that was written. */
export type WrittenRow = Pick<
  MemoryRow,
  'id' | 'sequence' | 'number' | 'metadata' | 'createdAt' | 'updatedAt' | 'embeddedBy'
>;

/**
 * What a write has stored, as changes. A vector that was stored since has a higher number than the change says here,
 * and so is found again.
 *
 * @param memories what was to be stored
 * @param rows what of each of them only the database knows, in the same order
 */
export async function writtenMemories(
  prisma: Pick<Database['prisma'], 'memoryVector'>,
  ownerId: string,
  memories: readonly MemoryToStore[],
  rows: readonly WrittenRow[],
): Promise<WrittenMemory[]> {
  const embedded = rows.flatMap(({ id, embeddedBy }) => (embeddedBy === null ? [] : [id]));
  const found =
    embedded.length > 0 ? await prisma.memoryVector.findMany({ where: { memoryId: { in: embedded } } }) : [];
  const vectors = new Map(found.map((row) => [row.memoryId, readVectorRow(row)]));
  return memories.flatMap((memory, index): WrittenMemory[] => {
    const row = rows[index];
    if (!row) return [];
    const vector = vectors.get(row.id);
    const written = readMemoryRow(wholeRow(ownerId, memory, row));
    return [{ kind: 'stored', sequence: row.sequence, memory: written, ...(vector ? { vector } : {}) }];
  });
}

/** The row of a memory that was written, field by field as in `readMemoryRow`. */
function wholeRow(ownerId: string, memory: MemoryToStore, written: WrittenRow): MemoryRow {
  return {
    id: written.id,
    sequence: written.sequence,
    number: written.number,
    ownerId,
    namespace: memory.namespace,
    key: memory.key,
    content: memory.content,
    group: memory.group,
    tags: [...memory.tags],
    metadata: written.metadata,
    sourceMessageId: null,
    documentId: memory.documentId,
    kept: true,
    createdAt: written.createdAt,
    updatedAt: written.updatedAt,
    expiresAt: memory.expiresAt,
    embeddedBy: written.embeddedBy,
  };
}
