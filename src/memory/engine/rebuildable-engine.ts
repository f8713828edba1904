import type { RootDatabase } from 'lmdb';
import { writeLmdb } from '../../lmdb/write-lmdb.ts';
import type { Language } from '../text/analysis.ts';
import { createMemoryEngine } from './lmdb-memory-engine.ts';
import type { MemoryEngine } from './memory-engine.ts';

/** An engine whose index can be made again while it is read. */
export interface RebuildableEngine extends MemoryEngine {
  /** Begins another index, empty, beside the one in use. An earlier one that was not put to use is gone. */
  startRebuild(): Promise<Rebuild>;
}

/** An index that nobody reads yet. */
export interface Rebuild extends Pick<MemoryEngine, 'lastSequence' | 'apply'> {
  /** Puts it to use in place of the other, which is emptied, at once and for good: a process that dies has one or the other. */
  use(): Promise<void>;
  /** Gives it up. */
  discard(): Promise<void>;
}

/** Both lie in one environment, so that one transaction can change from the one to the other. */
const GENERATIONS = ['', 'next/'] as const;
type Generation = (typeof GENERATIONS)[number];

export function createRebuildableEngine({
  root,
  language,
}: {
  root: RootDatabase;
  language?: Language;
}): RebuildableEngine {
  const pointer = root.openDB<string, string>({ name: 'generation', encoding: 'string' });
  let generation: Generation = pointer.get('current') === GENERATIONS[1] ? GENERATIONS[1] : GENERATIONS[0];
  let current = createMemoryEngine({ root, language, generation });

  return {
    get lastSequence() {
      return current.lastSequence;
    },
    apply: (changes, upTo) => current.apply(changes, upTo),
    recall: (scope, query, options) => current.recall(scope, query, options),
    get: (scope, key, now) => current.get(scope, key, now),
    has: (memoryId) => current.has(memoryId),
    compare: (memory, vector) => current.compare(memory, vector),
    memoryIds: (page) => current.memoryIds(page),
    clear: () => current.clear(),
    clearNow: () => current.clearNow(),
    stats: () => current.stats(),
    close: () => current.close(),
    async startRebuild() {
      const other = generation === GENERATIONS[0] ? GENERATIONS[1] : GENERATIONS[0];
      const next = createMemoryEngine({ root, language, generation: other });
      await next.clear();
      return {
        get lastSequence() {
          return next.lastSequence;
        },
        apply: (changes, upTo) => next.apply(changes, upTo),
        async use() {
          const old = current;
          // Before the commit, which others may see before this goes on: the new index is whole, the old one then empty.
          current = next;
          try {
            await writeLmdb(root, () => {
              pointer.putSync('current', other);
              old.clearNow();
            });
            generation = other;
          } catch (error) {
            current = old;
            throw error;
          }
        },
        discard: () => next.clear(),
      };
    },
  };
}
