import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Viewer } from '../../../src/accounts/viewer.ts';
import { LocalChangeJournal } from '../../../src/cache/local-change-journal.ts';
import { Closing } from '../../../src/closing.ts';
import type { Database } from '../../../src/database/database.ts';
import { openDatabase } from '../../../src/database/open-database.ts';
import type { EventBus } from '../../../src/events/event-bus.ts';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { openLmdb } from '../../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../../src/memory/engine/lmdb-memory-engine.ts';
import type { MemoryEngine } from '../../../src/memory/engine/memory-engine.ts';
import { createMemoryService, type MemoryService } from '../../../src/memory/memory-service.ts';
import type { MemoryCheck } from '../../../src/memory/upkeep/memory-check.ts';
import { createSchedules } from '../../../src/time/schedules.ts';
import { atEnd } from '../at-end.ts';
import { packageRoot } from './cluster-template.ts';
import { dataDirectory } from './data-directory.ts';

const silent = pino({ level: 'silent' });

/**
 * A database, to be opened in `beforeAll`; closed and deleted after the file's tests.
 *
 * @param databaseUrl of one on a server, which has been migrated. @default an embedded one
 * @param databasePoolSize how many statements may run at a time there. @default 10
 */
export async function openTestDatabase(databaseUrl?: string, databasePoolSize = 10): Promise<Database> {
  const path = await dataDirectory(atEnd);
  const opened = new Closing();
  const { database } = await openDatabase(
    { dataDir: path, databaseUrl, redisUrl: undefined, databasePoolSize },
    {
      packageRoot,
      log: silent,
      onLost: (reason) => {
        throw new Error(reason);
      },
    },
    opened,
  );
  atEnd(() => opened.close());
  return database;
}

/** Somebody new, whose memories are nobody else's. */
export async function newViewer({ prisma }: Database): Promise<Viewer> {
  const { id, name, role } = await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } });
  return { id, name, role };
}

/** An engine in a directory, which stays when the engine is closed. */
export async function openEngine(path: string): Promise<MemoryEngine> {
  return createMemoryEngine({ root: await openLmdb(path) });
}

export interface MemoryNode {
  readonly memory: MemoryService;
  readonly engine: MemoryEngine;
  /** What is recalled of an owner's memories, by their keys, best first. */
  recalled(owner: Viewer, query: string): Promise<string[]>;
  /** Compares the partitions that it holds with the database; of one owner alone, it is loaded where it lacks. */
  check(owner?: Viewer): Promise<MemoryCheck>;
  close(): Promise<void>;
}

/** What one process of Lex has of memory: a service on the shared database, and an engine of its own. */
export async function startMemoryNode(options: {
  database: Database;
  path: string;
  events?: EventBus;
  /** Makes of the engine one that behaves otherwise. */
  through?: (engine: MemoryEngine) => MemoryEngine;
  /** What the index may take of the disk. @default a lot */
  mostBytes?: number;
}): Promise<MemoryNode> {
  const { database, path, events = new LocalEventBus(), through = (engine) => engine, mostBytes = 2 ** 30 } = options;
  const engine = through(await openEngine(path));
  const memory = createMemoryService({
    database,
    engine,
    mostBytes,
    events,
    journal: new LocalChangeJournal(),
    schedules: createSchedules(),
    log: silent,
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= memory.close().then(() => engine.close());
    return closed;
  };
  onTestFinished(close);
  memory.start();
  return {
    memory,
    engine,
    close,
    async recalled(owner, query) {
      const hits = await memory.recall(owner, { query, limit: 100 });
      return hits.map((hit) => hit.memory.key);
    },
    check: (owner) =>
      memory.check({
        ownerId: owner?.id,
        mayLoad: true,
        signal: new AbortController().signal,
        onProgress: async () => undefined,
      }),
  };
}
