import { type Analysis, analyse, type Language, type SeenWords } from '../../language/terms/analysis.ts';
import { keyText } from '../../lmdb/key-text.ts';
import { mapInTurns } from '../../time/map-in-turns.ts';
import type { IndexedMemory, MemoryChange } from './memory-engine.ts';
import { type MemoryIndex, type Slot, scopeKey } from './memory-index.ts';
import { readMemory } from './packed/packed-memory.ts';

/**
 * The analysis of each change that stores a memory; undefined where none is needed. Without a slot, nothing is there
 * yet. This happens before the write transaction, because it takes long and other writers wait for a transaction.
 */
export function analyseInTurns(
  index: Pick<MemoryIndex, 'memories'>,
  slot: Slot | undefined,
  changes: readonly MemoryChange[],
  language: Language,
): Promise<(Analysis | undefined)[]> {
  const seen: SeenWords = new Map();
  return mapInTurns(changes, (change) => {
    const isNew = change.kind === 'stored' && !(change.vector && hasContent(index, slot, change.memory));
    return isNew ? analyse(change.memory.content, { language, seen }) : undefined;
  });
}

/** Whether the index has this content under the memory's key: then probably its vector alone is new. */
function hasContent(
  { memories }: Pick<MemoryIndex, 'memories'>,
  slot: Slot | undefined,
  { namespace, key, content }: IndexedMemory,
): boolean {
  if (slot === undefined) return false;
  const bytes = memories.get([...scopeKey(slot, namespace), keyText(key)]);
  return bytes !== undefined && readMemory(bytes).content === content;
}
