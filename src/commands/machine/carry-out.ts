import { readMachineAnswer } from '../../accounts/open-accounts.ts';
import { readConfig } from '../../config/config.ts';
import { DirectoryInUseError } from '../../database/data-directory.ts';
import { LexError } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { carryOutHere } from '../../without-server.ts';
import type { Terminal } from '../command.ts';
import { orderFromServer } from '../connection/machine-connection.ts';
import { surroundingsOf } from '../surroundings.ts';

/**
 * Carries out an order of `lex keys` or `lex users`: here, or where a server runs with the data directory, in that one.
 *
 * @returns the exit code
 */
export async function carryOut(order: object, terminal: Terminal): Promise<number> {
  const config = readConfig(terminal.environment);
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  terminal.onLog(log);
  try {
    const answer = await carryOutHere(config, surroundingsOf(terminal, log), order).catch((error: unknown) => {
      if (!(error instanceof DirectoryInUseError)) throw error;
      return orderFromServer(config.dataDir, order);
    });
    const { lines, secret } = readMachineAnswer(answer);
    // The key alone goes to standard output, so that a script can take it.
    const told = secret === null ? terminal.stdout : terminal.stderr;
    for (const line of lines) told.write(`${line}\n`);
    if (secret !== null) terminal.stdout.write(`${secret}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof LexError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return 1;
  }
}
