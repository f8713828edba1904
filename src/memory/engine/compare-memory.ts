import { isDeepStrictEqual } from 'node:util';
import { analyse, type Language } from '../../language/terms/analysis.ts';
import { type Term, tagTerm } from '../../language/terms/term.ts';
import { keyText } from '../../lmdb/key-text.ts';
import { type MemoryVector, spaceOf } from '../vectors/memory-vector.ts';
import type { Difference, IndexedMemory } from './memory-engine.ts';
import { type MemoryIndex, type ScopeKey, type Slot, scopeKey } from './memory-index.ts';
import { DOCS_IN_BLOCK, openBlock, readDocValues } from './packed/doc-values.ts';
import { groupNumberOf } from './packed/group-chunk.ts';
import { readMemory } from './packed/packed-memory.ts';
import { packPlace } from './place.ts';
import { DOCS_IN_CHUNK } from './postings/posting-chunk.ts';
import { PostingReader } from './postings/posting-reader.ts';
import { ReadBuffer } from './postings/read-buffer.ts';
import { vectorOf } from './vector-batch.ts';

/** In what an index differs from a memory of the database; nothing when it has the memory as it is there. */
export function compareMemory(
  index: MemoryIndex,
  slot: Slot,
  language: Language,
  memory: IndexedMemory,
  vector: MemoryVector | undefined,
): Difference[] {
  const key = scopeKey(slot, memory.namespace);
  const place = index.places.get([slot, memory.id]);
  const bytes = place === packPlace(memory) ? index.memories.get([...key, keyText(memory.key)]) : undefined;
  if (!bytes) return ['missing'];
  const { memoryId, doc, tags, content, expiresAt } = readMemory(bytes);
  const block = index.docValues.get([...key, Math.floor(doc / DOCS_IN_BLOCK)]);
  const values = block && readDocValues(openBlock(block), doc % DOCS_IN_BLOCK);
  if (memoryId !== memory.id || values?.memoryId !== memory.id) return ['missing'];

  const differences: Difference[] = [];
  const { terms, quiet } = analyse(memory.content, { language });
  if (content !== memory.content || !isFoundBy(index, key, [...terms, ...quiet], doc)) differences.push('content');
  if (!isDeepStrictEqual(tags, memory.tags) || !isFoundBy(index, key, memory.tags.map(tagTerm), doc))
    differences.push('tags');
  const expires = memory.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (expiresAt !== expires || values.expiresAt !== expires) differences.push('expiry');
  const group = memory.group === undefined ? 0 : groupNumberOf(memory.group);
  if (values.group !== group || values.number !== Number(memory.number)) differences.push('group');
  const found = vectorOf(index.vectors, key, doc);
  if (!isSameVector(found, vector)) differences.push('vector');
  return differences;
}

/** Whether each of these terms leads to the memory. */
function isFoundBy(index: MemoryIndex, key: ScopeKey, terms: readonly Term[], doc: number): boolean {
  const reader = new PostingReader(index, key, new ReadBuffer());
  const distinct = new Map(terms.map((term) => [term.term, term]));
  for (const term of distinct.values()) {
    const chunk = reader.read(term, Math.floor(doc / DOCS_IN_CHUNK));
    if (chunk?.find(doc % DOCS_IN_CHUNK) === undefined) return false;
  }
  return true;
}

function isSameVector(found: ReturnType<typeof vectorOf>, vector: MemoryVector | undefined): boolean {
  if (!found || !vector) return !found && !vector;
  const isSameScale = Math.fround(found.vector.scale) === Math.fround(vector.scale);
  return (
    found.space === spaceOf(vector) &&
    isSameScale &&
    Buffer.from(found.vector.numbers).equals(Buffer.from(vector.numbers))
  );
}
