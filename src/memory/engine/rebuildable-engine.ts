import type { Language } from '../../language/terms/analysis.ts';
import type { RootDatabase } from '../../lmdb/open-lmdb.ts';
import { writeLmdb } from '../../lmdb/write-lmdb.ts';
import { createMemoryEngine } from './lmdb-memory-engine.ts';
import type { MemoryEngine } from './memory-engine.ts';

/** An engine whose index can be made again while the old one is read. */
export interface RebuildableEngine extends MemoryEngine {
  /** Begins another index, empty, beside the one in use. One that was begun earlier and never used is lost. */
  startRebuild(): Promise<Rebuild>;
}

/** A new index that nobody reads yet. */
export interface Rebuild extends Pick<MemoryEngine, 'lastSequence' | 'apply'> {
  /**
   * Puts it to use in place of the old one, which is emptied. Both happen in one transaction: a process that dies finds
   * either the one or the other afterwards.
   */
  use(): Promise<void>;
  /** Gives the new index up. */
  discard(): Promise<void>;
}

/** Both indexes lie in one environment, so that one transaction can switch between them. */
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
          // Before the commit: a recall that comes between the commit and the next line would find the old index empty.
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
