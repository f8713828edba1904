import { type Analysis, analyse, type Language } from '../../language/terms/analysis.ts';
import { mapEntry } from './map-entry.ts';
import type { MemoryChange } from './memory-engine.ts';
import { type MemoryIndex, type Slot, scopeKey } from './memory-index.ts';
import { type Place, packPlace, readPlace } from './place.ts';
import { ScopeBatch } from './scope-batch.ts';

type StoredChange = Extract<MemoryChange, { kind: 'stored' }>;

/**
 * Takes changes of one owner in order, and writes what they do to a partition. Lives within one write transaction.
 */
export class ChangeBatch {
  readonly #index: MemoryIndex;
  readonly #slot: Slot;
  readonly #language: Language;
  /** The ids that it has put, where the slot had nothing before: no other is looked for. */
  readonly #ids: Set<string> | undefined;
  /** By namespace. */
  readonly #scopes = new Map<string, ScopeBatch>();
  #added = 0;

  /** @param options.isNew whether the slot has nothing yet. @default it may have something */
  constructor(index: MemoryIndex, slot: Slot, language: Language, { isNew = false } = {}) {
    this.#index = index;
    this.#slot = slot;
    this.#language = language;
    this.#ids = isNew ? new Set() : undefined;
  }

  /** How many memories more there are than before; below 0, how many fewer. */
  get added(): number {
    return this.#added;
  }

  /** @param analysis of the content that is stored; made here where it is undefined and needed after all */
  take(change: MemoryChange, analysis: Analysis | undefined): void {
    if (change.kind === 'stored') this.#store(change, analysis);
    else this.#delete(change.memoryId);
  }

  write(): void {
    for (const batch of this.#scopes.values()) batch.write();
  }

  #store({ memory, vector }: StoredChange, analysis: Analysis | undefined): void {
    const { places } = this.#index;
    const old = this.#ids?.has(memory.id) === false ? undefined : places.get([this.#slot, memory.id]);
    const place = packPlace(memory);
    const batch = this.#batchOf(memory.namespace);
    if (old === place) {
      const same = batch.find(memory);
      if (same !== undefined) {
        batch.embed(same, vector);
        return;
      }
    }
    // A memory that stays in its scope keeps its number in the index.
    const number = old === undefined ? undefined : this.#removeFrom(readPlace(old), memory.namespace);
    if (place !== old) {
      this.#takeOver(batch, memory);
      places.putSync([this.#slot, memory.id], place);
      this.#ids?.add(memory.id);
    }
    const added = batch.add(memory, analysis ?? analyse(memory.content, { language: this.#language }), number);
    batch.embed(added, vector);
    this.#added++;
  }

  /** Another memory under the same key is gone: its deletion may come later than what has taken its place. */
  #takeOver(batch: ScopeBatch, { key }: Place): void {
    const former = batch.idUnder(key);
    if (former !== undefined) {
      batch.remove(key);
      this.#index.places.removeSync([this.#slot, former]);
      this.#added--;
    }
  }

  #delete(memoryId: string): void {
    const { places } = this.#index;
    const place = places.get([this.#slot, memoryId]);
    if (place === undefined) return;
    this.#removeFrom(readPlace(place));
    places.removeSync([this.#slot, memoryId]);
  }

  /**
   * Takes a memory out of its place. Answers the number that it had, if that is in the namespace where it is to stay.
   */
  #removeFrom({ namespace, key }: Place, staysIn?: string): number | undefined {
    const removed = this.#batchOf(namespace).remove(key);
    this.#added--;
    return namespace === staysIn ? removed : undefined;
  }

  #batchOf(namespace: string): ScopeBatch {
    return mapEntry(
      this.#scopes,
      namespace,
      () => new ScopeBatch(this.#index, scopeKey(this.#slot, namespace), this.#language),
    );
  }
}
