import { LRUCache } from 'lru-cache';
import { type ChangeJournal, type JournalReading, KEPT_CHANGES } from './change-journal.ts';

/** How many owners are remembered: of others, nothing that was stored is used any more. */
const KEPT_OWNERS = 10_000;

interface Change {
  readonly position: number;
  readonly tags: readonly string[];
}

/** The journal of a deployment that is one process. */
export class LocalChangeJournal implements ChangeJournal {
  readonly #owners = new LRUCache<string, Change[]>({ max: KEPT_OWNERS });
  /** One for all owners, so that an owner who was forgotten never comes back to a position that was given before. */
  #position = 0;

  async record(ownerId: string, tags: readonly string[]): Promise<void> {
    const changes = this.#changesOf(ownerId);
    this.#position += 1;
    changes.push({ position: this.#position, tags });
    if (changes.length > KEPT_CHANGES) changes.shift();
  }

  read(ownerId: string, since?: number): JournalReading {
    const changes = this.#changesOf(ownerId);
    const position = changes.at(-1)?.position ?? this.#position;
    if (since === undefined || since === position) return { position, changed: [] };
    const known = changes[0] !== undefined && since >= changes[0].position;
    const later = changes.filter((each) => each.position > since);
    return { position, changed: known ? later.flatMap(({ tags }) => tags) : undefined };
  }

  #changesOf(ownerId: string): Change[] {
    const known = this.#owners.get(ownerId);
    if (known) return known;
    this.#position += 1;
    const made: Change[] = [{ position: this.#position, tags: [] }];
    this.#owners.set(ownerId, made);
    return made;
  }
}
