import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MachineService } from './accounts/machine/machine-service.ts';
import { needsWholeProcess, noteOfMachine, openMachine } from './accounts/open-accounts.ts';
import { type AppSurroundings, createApp } from './app.ts';
import type { BackupHeader } from './backup/backup-format.ts';
import { type Backup, createBackupService } from './backup/backup-service.ts';
import { type RestoreOptions, restoreBackup, unpackAndCheck } from './backup/restore-backup.ts';
import { LocalChangeJournal } from './cache/local-change-journal.ts';
import type { Config } from './config/config.ts';
import type { DatabaseSurroundings } from './database/open-database.ts';
import { withDatabase, withDatabaseAsItIs } from './database/with-database.ts';
import { LocalEventBus } from './events/local-event-bus.ts';
import { removeUnknownFiles } from './files/open-files.ts';
import type { MemoryService } from './memory/memory-service.ts';
import { openMemory } from './memory/open-memory.ts';
import { createSchedules } from './time/schedules.ts';

/**
 * Opens memory for one piece of work while no server runs.
 *
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when the database can't be opened
 */
export async function withMemory<T>(
  config: Config,
  surroundings: DatabaseSurroundings,
  work: (memory: MemoryService) => Promise<T>,
): Promise<T> {
  const { log } = surroundings;
  return withDatabase(config, surroundings, async (database, opened) => {
    const events = new LocalEventBus();
    opened.defer(() => events.close());
    const { memory } = await openMemory(
      config,
      { database, events, journal: new LocalChangeJournal(), schedules: createSchedules(), log },
      opened,
    );
    return work(memory);
  });
}

/**
 * Carries out an order of `lex keys` or `lex users` while no server runs. Most need the database alone; for the others
 * the whole process is opened, but for what listens and works.
 *
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when what it needs can't be opened
 * @throws {LexError} when the order can't be carried out
 */
export async function carryOutHere(
  config: Config,
  surroundings: AppSurroundings,
  order: object,
): ReturnType<MachineService['carryOut']> {
  if (needsWholeProcess(order)) {
    const app = await createApp(config, surroundings);
    return app.machine.carryOut(order).finally(() => app.close({ jobsMs: 0 }));
  }
  return withDatabase(config, surroundings, async (database, opened) => {
    const events = new LocalEventBus();
    opened.defer(() => events.close());
    const { auditDays } = config;
    return openMachine({ database, auditDays, events, journal: new LocalChangeJournal() }).carryOut(order);
  });
}

/**
 * Begins a backup of the embedded database while no server runs, which lasts as long as `work`. The database is
 * recovered if its last process was killed, but not brought to this version.
 *
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when there is no database, or it can't be opened
 */
export async function withBackupHere<T>(
  config: Config,
  { version, ...surroundings }: AppSurroundings,
  work: (backup: Backup) => Promise<T>,
): Promise<T> {
  const { dataDir } = config;
  return withDatabaseAsItIs(config, surroundings, async (database) =>
    work(await createBackupService({ dataDir, database, version }).begin()),
  );
}

/**
 * Restores a backup into the data directory.
 *
 * @returns what it says of itself, and where that is kept which was there before
 * @throws {DirectoryInUseError} when a server runs
 * @throws {StartError} when the backup can't be used, or nothing may be replaced
 */
export async function restoreHere(
  config: Config,
  surroundings: DatabaseSurroundings,
  options: Omit<RestoreOptions, 'onRestored'>,
): ReturnType<typeof restoreBackup> {
  return restoreBackup(config.dataDir, surroundings, {
    ...options,
    async onRestored(database, directory) {
      await removeUnknownFiles(directory, database);
      await noteOfMachine(database, 'BACKUP_RESTORED', config);
    },
  });
}

/**
 * Does all that a restore does in a directory of its own, which is removed afterwards.
 *
 * @throws {StartError} when the backup can't be used, or there is no room for it
 */
export async function checkBackup(
  surroundings: DatabaseSurroundings,
  options: Omit<RestoreOptions, 'onRestored' | 'replace'>,
): Promise<BackupHeader> {
  const directory = await mkdtemp(join(tmpdir(), 'lex-check-'));
  try {
    return await unpackAndCheck(directory, surroundings, { ...options, onRestored: async () => undefined });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
