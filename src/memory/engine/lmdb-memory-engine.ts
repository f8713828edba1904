import { setImmediate } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { closeLmdb } from '../../lmdb/close-lmdb.ts';
import { keyText } from '../../lmdb/key-text.ts';
import { writeLmdb } from '../../lmdb/write-lmdb.ts';
import { ANALYSIS_VERSION, type Analysis, analyse, analyseQuery, type Language, type SeenWords } from '../text/analysis.ts';
import { compareMemory, memoryIdsAfter, placeOf, readPlace } from './engine-contents.ts';
import { english } from '../text/english.ts';
import { eachExpired } from './expiry-chunk.ts';
import { GroupOrder } from './group-order.ts';
import { readMemory } from './packed-memory.ts';
import { mapEntry } from './map-entry.ts';
import { match } from './ranking/matching.ts';
import type { Memory } from '../memory.ts';
import type { EngineHit, MemoryChange, MemoryEngine, MemoryScope, RecallOptions } from './memory-engine.ts';
import { openMemoryIndex, scopeKey } from './memory-index.ts';
import { type PackedBlock, RECORDS_IN_BLOCK, readRecord } from './memory-record.ts';
import { DOCS_IN_CHUNK } from './postings/posting-chunk.ts';
import { PostingReader } from './postings/posting-reader.ts';
import { readQueryTerms } from './ranking/query-terms.ts';
import { lookedAt, REACH, rank } from './ranking/ranking.ts';
import { ReadRoom } from './postings/read-buffer.ts';
import { ScopeBatch } from './scope-batch.ts';
import { TaggedDocs } from './postings/tagged-docs.ts';
import { nearest } from '../vectors/vector-search.ts';
import { WordScores } from './ranking/word-scores.ts';

/** Raised whenever the tables change; with that of the analysis it says whether what is on disk can be read. */
const TABLES_VERSION = 4;
/** For so long texts are analysed before others get their turn, in milliseconds. */
const TURN_MS = 10;

/**
 * The memory engine in LMDB: entries, an inverted index, the order within groups. Readers see one snapshot and wait for
 * nobody. What an older Lex has left is thrown away, and so made again from the record.
 */
export function createMemoryEngine({
  root,
  language = english,
  generation,
}: {
  root: RootDatabase;
  language?: Language | undefined;
  /** What its tables' names begin with. */
  generation?: string;
}): MemoryEngine {
  const format = `${TABLES_VERSION}.${ANALYSIS_VERSION}.${language.name}`;
  const index = openMemoryIndex(root, generation);
  const { meta, places, scopes, memories, records, expiries } = index;
  // Room that one recall after the other uses: none waits between its beginning and its end.
  const sums = new Float64Array(DOCS_IN_CHUNK);
  const room = new ReadRoom();
  const reader = new PostingReader(index, room);
  if (meta.get('format') !== format) root.transactionSync(clearNow);

  const lastSequence = () => BigInt(meta.get('lastSequence') ?? '0');
  const items = () => Number(meta.get('items') ?? '0');

  /** One pass over the changes, inside a write transaction. */
  function applyNow(changes: readonly MemoryChange[], analysed: readonly (Analysis | undefined)[], upTo: bigint): void {
    const batches = new Map<string, Map<string, ScopeBatch>>();
    const batchOf = (ownerId: string, namespace: string): ScopeBatch => {
      const ofOwner = mapEntry(batches, ownerId, () => new Map<string, ScopeBatch>());
      return mapEntry(ofOwner, namespace, () => new ScopeBatch(index, { ownerId, namespace }, language));
    };
    const before = lastSequence();
    let count = items();
    for (const [position, change] of changes.entries()) {
      if (change.sequence <= before) continue;
      const memoryId = change.kind === 'stored' ? change.memory.id : change.memoryId;
      const place = places.get(memoryId);
      if (place !== undefined && change.kind === 'stored' && place === placeOf(change.memory)) {
        const batch = batchOf(change.memory.ownerId, change.memory.namespace);
        const found = batch.find(change.memory);
        if (found !== undefined) {
          batch.embed(found, change.vector);
          continue;
        }
      }
      let doc: number | undefined;
      if (place !== undefined) {
        const { ownerId, namespace, key } = readPlace(place);
        const removed = batchOf(ownerId, namespace).remove(key);
        const stays =
          change.kind === 'stored' && ownerId === change.memory.ownerId && namespace === change.memory.namespace;
        if (stays) doc = removed;
        count--;
      }
      if (change.kind === 'stored') {
        const { ownerId, namespace, content } = change.memory;
        const batch = batchOf(ownerId, namespace);
        const added = batch.add(change.memory, analysed[position] ?? analyse(content, { language }), doc);
        batch.embed(added, change.vector);
        const now = placeOf(change.memory);
        if (now !== place) places.putSync(memoryId, now);
        count++;
      } else if (place !== undefined) places.removeSync(memoryId);
    }
    for (const ofOwner of batches.values()) for (const batch of ofOwner.values()) batch.write();
    meta.putSync('lastSequence', String(upTo > before ? upTo : before));
    meta.putSync('items', String(count));
  }

  function recall(scope: MemoryScope, query: string, options: RecallOptions): EngineHit[] {
    const key = scopeKey(scope);
    const counts = scopes.get(key);
    if (!counts) return [];
    const { now } = options;
    room.begin();
    const blocks = new Map<number, PackedBlock>();
    const record = (doc: number) => {
      const number = Math.floor(doc / RECORDS_IN_BLOCK);
      let block = blocks.get(number);
      if (!block) {
        const found = records.getBinaryFast([key[0], key[1], number]);
        if (found) {
          const at = room.take(found);
          block = { bytes: room.bytes, view: room.view, at };
          blocks.set(number, block);
        }
      }
      return block && readRecord(block, doc % RECORDS_IN_BLOCK);
    };
    const tagged = options.tag === undefined ? undefined : new TaggedDocs(reader, key, options.tag);
    const isWanted = (doc: number) => tagged?.has(doc) ?? true;
    return match(
      {
        byWords(limit) {
          const words = new WordScores(
            readQueryTerms(reader, key, analyseQuery(query, language, options), counts.nextDoc),
            {
              memories: counts.memories,
              averageLength: Math.max(1, counts.terms) / counts.memories,
            },
          );
          const best = words.best(lookedAt(limit), sums, (chunk, scores) => {
            tagged?.keep(chunk, scores);
            const expiring = counts.expiring > 0 ? expiries.get([...key, chunk]) : undefined;
            if (!expiring) return;
            eachExpired(expiring, now.getTime(), (place) => {
              scores[place] = 0;
            });
          });
          const order = new GroupOrder(index, scope, room);
          const around = (group: number, number: number) => order.around(group, number, REACH);
          return rank({ words, best, limit, now, record, isWanted, around });
        },
        byMeaning: (meaning, limit) =>
          nearest(index.vectors, key, meaning, {
            limit,
            nextDoc: counts.nextDoc,
            isWanted: (doc) => isWanted(doc) && (record(doc)?.expiresAt ?? 0) > now.getTime(),
          }),
        memoryIdOf: (doc) => record(doc)?.memoryId,
      },
      options,
    );
  }

  function clearNow(): void {
    index.clear();
    meta.putSync('format', format);
  }

  /** Whether a memory needs no analysis, since only its vector is new. */
  function isIndexed({ ownerId, namespace, key, content }: Memory): boolean {
    const bytes = memories.get([...scopeKey({ ownerId, namespace }), keyText(key)]);
    return bytes !== undefined && readMemory(bytes).content === content;
  }

  return {
    get lastSequence() {
      return lastSequence();
    },
    async apply(changes, upTo) {
      const analysed = await analyseInTurns(changes, language, isIndexed);
      await writeLmdb(root, () => applyNow(changes, analysed, upTo));
    },
    get(scope, key, now) {
      const [owner, namespace] = scopeKey(scope);
      // Read before the next read takes its room.
      const bytes = memories.getBinaryFast([owner, namespace, keyText(key)]);
      const memory = bytes && readMemory(bytes);
      return memory && memory.expiresAt > now.getTime() ? memory : undefined;
    },
    recall,
    has: (memoryId) => places.doesExist(memoryId),
    compare: (memory, vector) => compareMemory(index, language, memory, vector),
    memoryIds: (page) => memoryIdsAfter(index, page),
    clear: () => writeLmdb(root, clearNow),
    clearNow,
    stats: () => ({ items: items(), bytes: sizeOf(root) }),
    close: () => closeLmdb(root),
  };
}

/** What each memory says that is stored. Done before the transaction: it takes long, and others wait for that. */
async function analyseInTurns(
  changes: readonly MemoryChange[],
  language: Language,
  isIndexed: (memory: Memory) => boolean,
): Promise<(Analysis | undefined)[]> {
  const analysed: (Analysis | undefined)[] = [];
  const seen: SeenWords = new Map();
  let turn = performance.now();
  for (const change of changes) {
    const isNew = change.kind === 'stored' && !(change.vector && isIndexed(change.memory));
    analysed.push(isNew ? analyse(change.memory.content, { language, seen }) : undefined);
    if (performance.now() - turn > TURN_MS) {
      await setImmediate();
      turn = performance.now();
    }
  }
  return analysed;
}

/** Bytes of the file that have been used: it never shrinks, but pages that are free again are used again. */
function sizeOf(root: RootDatabase): number {
  const stats: unknown = root.getStats();
  if (typeof stats !== 'object' || stats === null || !('lastPageNumber' in stats) || !('pageSize' in stats)) return 0;
  return (Number(stats.lastPageNumber) + 1) * Number(stats.pageSize);
}
