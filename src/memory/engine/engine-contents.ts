import { isDeepStrictEqual } from 'node:util';
import { keyText } from '../../lmdb/key-text.ts';
import { analyse, type Language } from '../text/analysis.ts';
import { groupNumberOf } from './group-order.ts';
import { readMemory } from './packed-memory.ts';
import type { Memory } from '../memory.ts';
import type { Difference, MemoryScope } from './memory-engine.ts';
import { type MemoryIndex, type ScopeKey, scopeKey } from './memory-index.ts';
import { openBlock, RECORDS_IN_BLOCK, readRecord } from './memory-record.ts';
import { type MemoryVector, spaceOf } from '../vectors/memory-vector.ts';
import { DOCS_IN_CHUNK } from './postings/posting-chunk.ts';
import { PostingReader } from './postings/posting-reader.ts';
import { ReadRoom } from './postings/read-buffer.ts';
import { type Term, tagTerm } from '../text/term.ts';
import { vectorOf } from '../vectors/vector-batch.ts';

/** What an index has of a memory otherwise than it should. */
export function compareMemory(
  index: MemoryIndex,
  language: Language,
  memory: Memory,
  vector: MemoryVector | undefined,
): Difference[] {
  const key = scopeKey(memory);
  const place = index.places.get(memory.id);
  const bytes = place === placeOf(memory) ? index.memories.get([...key, keyText(memory.key)]) : undefined;
  if (!bytes) return ['missing'];
  const { memoryId, doc, tags, content, expiresAt } = readMemory(bytes);
  const block = index.records.get([...key, Math.floor(doc / RECORDS_IN_BLOCK)]);
  const record = block && readRecord(openBlock(block), doc % RECORDS_IN_BLOCK);
  if (memoryId !== memory.id || record?.memoryId !== memory.id) return ['missing'];

  const differences: Difference[] = [];
  const { terms, quiet } = analyse(memory.content, { language });
  if (content !== memory.content || !isFoundBy(index, key, [...terms, ...quiet], doc)) differences.push('content');
  if (!isDeepStrictEqual(tags, memory.tags) || !isFoundBy(index, key, memory.tags.map(tagTerm), doc))
    differences.push('tags');
  const expires = memory.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  if (expiresAt !== expires || record.expiresAt !== expires) differences.push('expiry');
  const group = memory.group === undefined ? 0 : groupNumberOf(memory.group);
  if (record.group !== group || record.number !== Number(memory.number)) differences.push('group');
  const found = vectorOf(index.vectors, key, doc);
  if (!isSameVector(found, vector)) differences.push('vector');
  return differences;
}

/** Whether each of its terms leads to it. */
function isFoundBy(index: MemoryIndex, key: ScopeKey, terms: readonly Term[], doc: number): boolean {
  const reader = new PostingReader(index, new ReadRoom());
  const each = new Map(terms.map((term) => [term.term, term]));
  for (const term of each.values()) {
    const chunk = reader.read(key, term, Math.floor(doc / DOCS_IN_CHUNK));
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

/**
 * Ids of memories in an index, in their order; of one owner or of all.
 *
 * @returns as many of those that were looked at as are the owner's, and from where to go on; undefined at the end
 */
export function memoryIdsAfter(
  { places }: Pick<MemoryIndex, 'places'>,
  { after, limit, ownerId }: { after: string; limit: number; ownerId?: string | undefined },
): { ids: string[]; next: string | undefined } {
  const ids: string[] = [];
  let last: string | undefined;
  let looked = 0;
  for (const { key, value } of places.getRange({ start: after, exclusiveStart: true, limit })) {
    looked++;
    last = key;
    if (ownerId === undefined || readPlace(value).ownerId === ownerId) ids.push(key);
  }
  return { ids, next: looked === limit ? last : undefined };
}

/** Where a memory is, as the table of places has it. */
export function placeOf({ ownerId, namespace, key }: MemoryScope & { readonly key: string }): string {
  return JSON.stringify([ownerId, namespace, key]);
}

export function readPlace(place: string): MemoryScope & { readonly key: string } {
  const [ownerId, namespace, key]: string[] = JSON.parse(place);
  if (ownerId === undefined || namespace === undefined || key === undefined) throw new Error('A place cannot be read.');
  return { ownerId, namespace, key };
}
