import type { MachineService } from './accounts/machine/machine-service.ts';
import { needsWholeProcess, openMachine } from './accounts/open-accounts.ts';
import { type AppSurroundings, createApp } from './app.ts';
import { LocalChangeJournal } from './cache/local-change-journal.ts';
import type { Config } from './config/config.ts';
import type { DatabaseSurroundings } from './database/open-database.ts';
import { withDatabase } from './database/with-database.ts';
import { LocalEventBus } from './events/local-event-bus.ts';
import type { MemoryService } from './memory/memory-service.ts';
import { openMemory } from './memory/open-memory.ts';
import { createSchedules } from './time/schedules.ts';

/**
 * Opens memory for one piece of work while no server runs, after it has caught up with the database.
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
