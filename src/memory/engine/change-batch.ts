import { type Analysis, analyse, type Language } from '../../language/terms/analysis.ts';
import { mapEntry } from './map-entry.ts';
import type { MemoryChange, MemoryScope } from './memory-engine.ts';
import type { MemoryIndex } from './memory-index.ts';
import { placeOf, readPlace } from './place.ts';
import { ScopeBatch } from './scope-batch.ts';

type StoredChange = Extract<MemoryChange, { kind: 'stored' }>;

/** Takes changes in order, and writes what they do to the index. Lives within one write transaction. */
export class ChangeBatch {
  readonly #index: MemoryIndex;
  readonly #language: Language;
  /** By owner, then by namespace. */
  readonly #scopes = new Map<string, Map<string, ScopeBatch>>();
  readonly #before: bigint;
  #items: number;

  constructor(index: MemoryIndex, language: Language) {
    this.#index = index;
    this.#language = language;
    this.#before = index.lastSequence();
    this.#items = index.items();
  }

  /**
   * Takes one change; one that the index has had before changes nothing.
   *
   * @param analysis of the content that is stored; made here where it is undefined and needed after all
   */
  take(change: MemoryChange, analysis: Analysis | undefined): void {
    if (change.sequence <= this.#before) return;
    if (change.kind === 'stored') this.#store(change, analysis);
    else this.#delete(change.memoryId);
  }

  /** Writes everything; afterwards the index stands at `upTo`. */
  write(upTo: bigint): void {
    for (const ofOwner of this.#scopes.values()) for (const batch of ofOwner.values()) batch.write();
    this.#index.meta.putSync('lastSequence', String(upTo > this.#before ? upTo : this.#before));
    this.#index.meta.putSync('items', String(this.#items));
  }

  #store({ memory, vector }: StoredChange, analysis: Analysis | undefined): void {
    const { places } = this.#index;
    const old = places.get(memory.id);
    const place = placeOf(memory);
    const batch = this.#batchOf(memory);
    if (old === place) {
      const same = batch.find(memory);
      if (same !== undefined) {
        batch.embed(same, vector);
        return;
      }
    }
    // A memory that stays in its scope keeps its number in the index.
    const number = old === undefined ? undefined : this.#removeFrom(old, memory);
    const added = batch.add(memory, analysis ?? analyse(memory.content, { language: this.#language }), number);
    batch.embed(added, vector);
    if (place !== old) places.putSync(memory.id, place);
    this.#items++;
  }

  #delete(memoryId: string): void {
    const { places } = this.#index;
    const place = places.get(memoryId);
    if (place === undefined) return;
    this.#removeFrom(place);
    places.removeSync(memoryId);
  }

  /**
   * Takes a memory out of its place. Answers the number that it had, if the place is in the scope where it is to stay.
   */
  #removeFrom(place: string, staysIn?: MemoryScope): number | undefined {
    const { ownerId, namespace, key } = readPlace(place);
    const removed = this.#batchOf({ ownerId, namespace }).remove(key);
    this.#items--;
    return ownerId === staysIn?.ownerId && namespace === staysIn.namespace ? removed : undefined;
  }

  #batchOf({ ownerId, namespace }: MemoryScope): ScopeBatch {
    const ofOwner = mapEntry(this.#scopes, ownerId, () => new Map<string, ScopeBatch>());
    return mapEntry(ofOwner, namespace, () => new ScopeBatch(this.#index, { ownerId, namespace }, this.#language));
  }
}
