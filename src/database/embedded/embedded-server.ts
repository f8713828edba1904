import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PGlite } from '@electric-sql/pglite';
import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';

/** A server that runs until it can't go on. */
export interface EmbeddedSession {
  /** @throws {Error} when the server has ended, or ends with this */
  run<T>(work: (db: PGlite) => Promise<T>): Promise<T>;
  /** The server has said that it ends: nothing is asked of it any more. */
  end(reason: string): void;
}

/**
 * PostgreSQL in this process, opened again after it has ended: on a full disk, for one, it gives up when there is no
 * room for its log. What it had acknowledged is in its files, as after the death of a process. One that has ended must
 * never be asked again: it would go round and round, and the process with it.
 */
export interface EmbeddedServer {
  /** That of now, which may have ended. */
  readonly session: EmbeddedSession;
  close(): Promise<void>;
}

export interface EmbeddedServerOptions {
  /** The directory of its files. */
  readonly path: string;
  readonly open: () => Promise<PGlite>;
  readonly log: Logger;
  /** Called when it can't be opened again, with the reason. */
  readonly onLost: (reason: string) => void;
}

/** What PostgreSQL needs to start: a file of its log, of 16 MiB, and as much again for what it then writes. */
export const NEEDED_BYTES = 32 * 2 ** 20;
const LOOK_MS = 500;
/** One that has failed has cost the memory of a server; after so many tries the process is begun anew instead. */
const MOST_TRIES = 5;
const PAUSE_MS = 2_000;

/** @throws what opening it the first time fails with */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { path, open, log, onLost } = options;
  const closing = new AbortController();
  let reopening: Promise<void> = Promise.resolve();

  const sessionOn = (opened: PGlite): EmbeddedSession & { readonly db: PGlite | undefined } => {
    let db: PGlite | undefined = opened;
    const end = (reason: string): void => {
      if (!db) return;
      db = undefined;
      log.error({ reason }, 'the embedded database has stopped, and is opened again as soon as its disk has room');
      reopening = reopen();
    };
    return {
      get db() {
        return db;
      },
      end,
      async run(work) {
        if (!db) throw new Error('The embedded database has stopped.');
        try {
          return await work(db);
        } catch (error) {
          // What a statement does wrong is in the answer; this is the engine itself.
          end(messageOf(error));
          throw error;
        }
      },
    };
  };

  const reopen = async (): Promise<void> => {
    for (let tries = 1; !closing.signal.aborted; tries++) {
      await untilRoom(path, closing.signal);
      if (closing.signal.aborted) return;
      try {
        current = sessionOn(await open());
        log.info('the embedded database goes on');
        return;
      } catch (error) {
        log.error({ err: error, tries }, 'the embedded database could not be opened again');
        if (tries === MOST_TRIES) return onLost('the embedded database has stopped, and can not be opened again');
      }
      await sleep(PAUSE_MS * tries, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };

  let current = sessionOn(await open());
  return {
    get session() {
      return current;
    },
    async close() {
      closing.abort();
      await reopening;
      await current.db?.close();
    },
  };
}

/** Resolves when the disk has what a start needs, or when the signal aborts. */
async function untilRoom(path: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await freeBytes(path)) < NEEDED_BYTES) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** How much can be written to the disk of a path. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
