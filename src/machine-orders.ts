import type { App } from './app.ts';
import type { Config } from './config/config.ts';
import { openMachineChannel } from './edge/machine-channel.ts';
import type { Logger } from './log.ts';
import { reportOrder } from './processes/process-report.ts';

/**
 * Takes the orders of whoever runs the process, be it one that answers or one that works: a report, a backup, or
 * something of the accounts.
 *
 * @returns what takes none any more
 */
export function takeMachineOrders(
  { processes, machine, backups }: Pick<App, 'processes' | 'machine' | 'backups'>,
  { dataDir }: Pick<Config, 'dataDir'>,
  log: Logger,
): Promise<() => Promise<void>> {
  const carryOut = (order: unknown): Promise<unknown> =>
    reportOrder.safeParse(order).success ? processes.report() : machine.carryOut(order);
  return openMachineChannel(dataDir, { carryOut, backUp: () => backups.begin() }, log);
}
