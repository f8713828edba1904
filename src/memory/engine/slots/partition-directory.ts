import { z } from 'zod';
import { keyText } from '../../../lmdb/key-text.ts';
import type { RootDatabase } from '../../../lmdb/open-lmdb.ts';
import { entryCount } from '../../../lmdb/store-size.ts';
import type { Partition, RecordPoint } from '../memory-engine.ts';
import type { Slot } from '../memory-index.ts';

const packed = z.object({
  slot: z.number(),
  number: z.coerce.bigint(),
  mark: z.coerce.bigint(),
  items: z.number(),
  use: z.number(),
});

/** A partition in use: where it stands, and where what it holds lies. */
export interface PartitionRow extends RecordPoint {
  readonly slot: Slot;
  readonly items: number;
  /** When it was last used, in uses of all partitions before. */
  readonly use: number;
}

/**
 * Says which partitions are in use. Each has a slot, a number with which the keys of what it holds begin and which is
 * never given again; so a partition comes to use, and goes, by one row here. Slots that hold something while no
 * partition in use has them are leftovers, from before they are filled until after they are emptied: whenever the
 * process dies, what is to be removed is known.
 */
export class PartitionDirectory {
  readonly #rows;
  readonly #leftovers;
  readonly #meta;
  /** When a partition was last used by this process, where that is later than its row says. */
  readonly #uses = new Map<string, number>();
  #clock: number;

  constructor(root: RootDatabase) {
    this.#rows = root.openDB<string, string>({ name: 'partitions', encoding: 'string' });
    this.#leftovers = root.openDB<string, Slot>({ name: 'leftovers', encoding: 'string' });
    this.#meta = root.openDB<string, string>({ name: 'meta', encoding: 'string' });
    this.#clock = Number(this.#meta.get('uses') ?? '0');
  }

  /** What the tables were made for; undefined when there are none yet. */
  get format(): string | undefined {
    return this.#meta.get('format');
  }

  /** Memories in all partitions in use. */
  get items(): number {
    return Number(this.#meta.get('items') ?? '0');
  }

  /** Partitions in use. */
  get size(): number {
    return entryCount(this.#rows);
  }

  get tables() {
    return [this.#rows, this.#leftovers, this.#meta];
  }

  find(ownerId: string): PartitionRow | undefined {
    const text = this.#rows.get(keyText(ownerId));
    return text === undefined ? undefined : packed.parse(JSON.parse(text));
  }

  touch(ownerId: string): void {
    this.#uses.set(ownerId, ++this.#clock);
  }

  page({ after, limit }: { after: string; limit: number }): Partition[] {
    return [...this.#rows.getRange({ start: after, exclusiveStart: true, limit })].map(({ key, value }) => {
      const { number, mark, items } = packed.parse(JSON.parse(value));
      return { ownerId: key, number, mark, items };
    });
  }

  leastUsed(limit: number): string[] {
    const all = [...this.#rows.getRange()].map(({ key, value }) => {
      const { use } = packed.parse(JSON.parse(value));
      return { ownerId: key, use: Math.max(use, this.#uses.get(key) ?? 0) };
    });
    return all
      .sort((a, b) => a.use - b.use)
      .slice(0, limit)
      .map(({ ownerId }) => ownerId);
  }

  // What follows is called within a write transaction.

  begin(format: string): void {
    this.#meta.putSync('format', format);
  }

  /** A slot that nobody has had. */
  newSlot(): Slot {
    const slot = Number(this.#meta.get('nextSlot') ?? '1');
    this.#meta.putSync('nextSlot', String(slot + 1));
    this.#leftovers.putSync(slot, '');
    return slot;
  }

  /** Puts a partition to use, or says anew where it stands. What the owner had before in another slot is left over. */
  put(ownerId: string, { slot, items, number, mark }: Omit<PartitionRow, 'use'>): void {
    const old = this.find(ownerId);
    if (old && old.slot !== slot) this.#leftovers.putSync(old.slot, '');
    this.touch(ownerId);
    const row = { slot, items, number: String(number), mark: String(mark), use: this.#clock };
    this.#rows.putSync(keyText(ownerId), JSON.stringify(row));
    this.#leftovers.removeSync(slot);
    this.#meta.putSync('uses', String(this.#clock));
    this.#count(items - (old?.items ?? 0));
  }

  remove(ownerId: string): void {
    const old = this.find(ownerId);
    if (!old) return;
    this.#leftovers.putSync(old.slot, '');
    this.#rows.removeSync(keyText(ownerId));
    this.#uses.delete(ownerId);
    this.#count(-old.items);
  }

  leftovers(): Slot[] {
    return [...this.#leftovers.getKeys()];
  }

  /** Nothing is left of a slot. */
  forget(slot: Slot): void {
    this.#leftovers.removeSync(slot);
  }

  #count(more: number): void {
    this.#meta.putSync('items', String(this.items + more));
  }
}
