import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { RepeatedWork } from '../time/repeat-every.ts';
import type { Schedules } from '../time/schedules.ts';
import type { FileStore } from './file-store.ts';
import type { StoredFileStore } from './stored-file-store.ts';

/** The removal of bytes that nobody needs. */
export interface FileUpkeep extends RepeatedWork {
  /**
   * Until the function that is returned is called, no bytes are removed, so that who copies the rows first and the
   * bytes after them misses none. Resolves when no removal is under way.
   */
  hold(): Promise<() => void>;
}

const EVERY_MS = 60_000;
const AT_ONCE = 200;

/** Begins to delete files that have expired, and the bytes of those that are gone, as far as this process has them. */
export function startFileUpkeep({
  rows,
  stores,
  schedules,
  log,
}: {
  readonly rows: StoredFileStore;
  readonly stores: readonly FileStore[];
  readonly schedules: Schedules;
  readonly log: Logger;
}): FileUpkeep {
  let closed = false;
  let holders = 0;
  let underway: Promise<void> = Promise.resolve();

  async function removeDue(): Promise<void> {
    for (let claimed = AT_ONCE; claimed === AT_ONCE && !closed && holders === 0; ) {
      const due = await rows.claimRemovals(
        stores.map(({ place }) => place),
        AT_ONCE,
      );
      claimed = due.length;
      for (const store of stores) {
        const ids = due.filter(({ place }) => place === store.place).map(({ id }) => id);
        if (ids.length === 0) continue;
        // A process that dies in between finds the rows again, and removes what is gone already.
        await store.remove(ids);
        await rows.forgetRemovals(ids);
      }
    }
  }

  const repeated = schedules.repeat({
    name: 'files',
    does: 'Deletes files that have expired, and the bytes of files that are gone.',
    everyMs: EVERY_MS,
    async work() {
      while (!closed && (await rows.deleteExpired(AT_ONCE)) === AT_ONCE);
      underway = removeDue();
      await underway;
    },
    failed: (error) => log.warn({ reason: messageOf(error) }, 'files that are gone could not be removed from the disk'),
  });
  repeated.begin();
  return {
    begin: repeated.begin,
    async close() {
      closed = true;
      await repeated.close();
    },
    async hold() {
      holders += 1;
      await underway.catch(() => undefined);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders -= 1;
        if (holders === 0) repeated.begin();
      };
    },
  };
}
