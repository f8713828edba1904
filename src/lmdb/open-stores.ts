import type { RootDatabase } from 'lmdb';
import { z } from 'zod';

/** How an LMDB environment is. */
export interface StoreFigures {
  readonly store: string;
  /** The pages that it has ever used, those that are free again among them: its size on disk. */
  readonly bytes: number;
  /** How many slots of readers were ever taken at the same time, of those of all processes that have it open. */
  readonly readers: number;
}

/** What LMDB says of an environment, without looking through it. */
const stats = z.object({ pageSize: z.number(), lastPageNumber: z.number(), numReaders: z.number() });

/** The LMDB environments that a process has open, by name. */
export class OpenStores {
  readonly #roots = new Map<string, RootDatabase>();

  /** An environment was opened; one of the same name has taken the place of another. */
  add(store: string, root: RootDatabase): void {
    this.#roots.set(store, root);
  }

  /** Those that haven't been closed. */
  read(): readonly StoreFigures[] {
    return [...this.#roots].flatMap(([store, root]) => {
      try {
        const { pageSize, lastPageNumber, numReaders } = stats.parse(root.getStats());
        return [{ store, bytes: (lastPageNumber + 1) * pageSize, readers: numReaders }];
      } catch {
        // It has been closed, which it tells no other way.
        this.#roots.delete(store);
        return [];
      }
    });
  }
}
