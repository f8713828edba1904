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
import { createRebuildableEngine, type RebuildableEngine } from '../../../src/memory/engine/rebuildable-engine.ts';
import { createMemoryService, type MemoryService } from '../../../src/memory/memory-service.ts';
import { createSchedules } from '../../../src/time/schedules.ts';
import { atEnd } from '../at-end.ts';
import { packageRoot } from './cluster-template.ts';
import { dataDirectory } from './data-directory.ts';

const silent = pino({ level: 'silent' });

/**
 * A database, to be opened in `beforeAll`; closed and deleted after the file's tests.
 *
 * @param databaseUrl of one on a server, which has been migrated. @default an embedded one
 */
export async function openTestDatabase(databaseUrl?: string): Promise<Database> {
  const path = await dataDirectory(atEnd);
  const opened = new Closing();
  const { database } = await openDatabase(
    { dataDir: path, databaseUrl, redisUrl: undefined, databasePoolSize: 10 },
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
export async function openEngine(path: string): Promise<RebuildableEngine> {
  return createRebuildableEngine({ root: await openLmdb(path) });
}

export interface MemoryNode {
  readonly memory: MemoryService;
  readonly engine: RebuildableEngine;
  close(): Promise<void>;
}

/** What one process of Lex has of memory: a service on the shared database, and an engine of its own. */
export async function startMemoryNode(options: {
  database: Database;
  path: string;
  events?: EventBus;
  /** Makes of the engine one that behaves otherwise. */
  through?: (engine: RebuildableEngine) => RebuildableEngine;
}): Promise<MemoryNode> {
  const { database, path, events = new LocalEventBus(), through = (engine) => engine } = options;
  const engine = through(await openEngine(path));
  const memory = createMemoryService({
    database,
    engine,
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
  await memory.start();
  return { memory, engine, close };
}
