import { type Loaded, RENEW_AT } from '../tagged-cache.ts';
import type { SharedEntry, SharedLevel } from './shared-level.ts';

/** Loads what a process lacks: from other processes, if one of them has it or is about to. */
export interface SharedLoading<T> {
  /**
   * Looks whether another process has it.
   *
   * @param key the same in all processes, and in no other version of Lex
   * @param ownerId whose data it is made from; undefined for what is everybody's
   * @param options.renews whether what is old is loaded again. @default false
   * @returns undefined when that isn't known just now, nor where the journal stands
   */
  look(
    key: string,
    ownerId: string | undefined,
    options?: { readonly renews: boolean },
  ): Promise<{ readonly position: number; readonly load: Load<T> } | undefined>;
}

/**
 * Gives what another process has or is loading, or does the work, and lets others have what comes of it.
 *
 * @throws what the work failed with
 */
export type Load<T> = (work: () => Promise<Loaded<T>>) => Promise<Taken<T>>;

export interface Taken<T> extends Loaded<T> {
  /** How long ago another process loaded it, in milliseconds; undefined for what this one has loaded. */
  readonly ageMs: number | undefined;
}

/** How a value goes to another process and back. */
export interface SharedForm<T> {
  /** Undefined for what stays in this process. */
  write(value: T): string | undefined;
  /** Undefined for what `write` never made: it comes from elsewhere. */
  read(text: string): T | undefined;
}

export function createSharedLoading<T>(level: SharedLevel, form: SharedForm<T>): SharedLoading<T> {
  const taken = (entry: SharedEntry | undefined): (Taken<T> & { readonly ageMs: number }) | undefined => {
    if (!entry) return undefined;
    const { text, keepMs, ageMs, tags } = entry;
    const value = form.read(text);
    return value === undefined ? undefined : { value, keepMs, ageMs, tags };
  };

  /** Never fails, for the level doesn't. */
  async function share(
    key: string,
    ownerId: string | undefined,
    { value, ...made }: Loaded<T> & { readonly position: number; readonly ageMs: number },
  ): Promise<void> {
    const text = made.keepMs > 0 ? form.write(value) : undefined;
    if (text !== undefined) await level.store(key, ownerId, { ...made, text });
    await level.settle(key, made.position);
  }

  return {
    async look(key, ownerId, { renews } = { renews: false }) {
      const found = await level.look(key, ownerId, { renews });
      if (!found) return undefined;
      const { position, entry, turn } = found;
      const load: Load<T> = async (work) => {
        const known = taken(entry);
        const isDue = renews && turn === 'own' && known !== undefined && known.ageMs >= RENEW_AT * known.keepMs;
        if (known && !isDue) return known;
        if (turn === 'others') {
          const theirs = taken(await level.wait(key, position));
          if (theirs) return theirs;
        }
        const began = performance.now();
        let loaded: Loaded<T>;
        try {
          loaded = await work();
        } catch (error) {
          void level.settle(key, position);
          throw error;
        }
        // Nobody here waits until others have it.
        void share(key, ownerId, { ...loaded, position, ageMs: performance.now() - began });
        return { ...loaded, ageMs: undefined };
      };
      return { position, load };
    },
  };
}
