import type { MachineService } from './accounts/machine/machine-service.ts';
import type { BackupService } from './backup/backup-service.ts';
import type { Config } from './config/config.ts';
import { openMachineChannel } from './edge/machine-channel.ts';
import type { Logger } from './log.ts';
import type { Processes } from './processes/open-processes.ts';
import { reportOrder } from './processes/process-report.ts';

/** Who carries orders out. */
interface Ordered {
  readonly processes: Processes;
  readonly machine: MachineService;
  readonly backups: BackupService;
}

/**
 * Takes the orders of whoever runs the process, be it one that answers or one that works: a report, a backup, or
 * something of the accounts.
 *
 * @returns what takes none any more
 */
export function takeMachineOrders(
  { processes, machine, backups }: Ordered,
  { dataDir }: Pick<Config, 'dataDir'>,
  log: Logger,
): Promise<() => Promise<void>> {
  const carryOut = (order: unknown): Promise<unknown> =>
    reportOrder.safeParse(order).success ? processes.report() : machine.carryOut(order);
  return openMachineChannel(dataDir, { carryOut, backUp: () => backups.begin() }, log);
}
