import { createReadStream, existsSync } from 'node:fs';
import { readConfig } from '../config/config.ts';
import { StartError } from '../errors.ts';
import { createLog } from '../log.ts';
import { checkBackup, restoreHere } from '../without-server.ts';
import { readArguments } from './arguments.ts';
import { type Command, UsageError } from './command.ts';
import { surroundingsOf } from './surroundings.ts';
import { createProgressLine } from './terminal/progress-line.ts';

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Put a backup of the embedded database back',
  usage: `Usage: lex restore [--from FILE] [--replace]
       lex restore --check [--from FILE]

Reads what \`lex backup\` wrote, from FILE or from standard input, and puts it into LEX_DATA_DIR, as the user who runs
the server. Stop the server first. The backup is unpacked beside what is there, its sums and versions are checked, it
is opened, and every table is read; only then it takes its place, all of it or nothing.

Keys that were revoked and users who were deleted after the backup are there again.

  --from FILE  a backup
  --replace    also where there is a database; that one is kept in the data directory, in replaced-TIME
  --check      restores nothing: does all of this in a temporary directory, also while a server runs`,
  async run(args, terminal) {
    const accepted = { options: ['from'], flags: ['replace', 'check'], words: 0 } as const;
    const { options, flags } = readArguments(args, accepted);
    const { from } = options;
    if (flags.has('check') && flags.has('replace')) throw new UsageError('--check replaces nothing: leave out one.');
    if (from === undefined && terminal.stdin.isTTY) throw new UsageError('Say which backup, with --from.');
    if (from !== undefined && !existsSync(from)) throw new StartError(`There is no ${from}.`);
    const config = readConfig(terminal.environment);
    if (config.databaseUrl && !flags.has('check')) {
      throw new StartError('DATABASE_URL is set: its server restores with its own tools, such as pg_restore.');
    }
    const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
    terminal.onLog(log);
    const progress = createProgressLine(terminal);
    const work = {
      source: from === undefined ? terminal.stdin : createReadStream(from),
      signal: terminal.stopped,
      onTables: (done: number, total: number) => progress.show((100 * done) / total, `${done} of ${total} tables`),
    };
    const surroundings = surroundingsOf(terminal, log);
    try {
      if (flags.has('check')) {
        const { begunAt } = await checkBackup(surroundings, work);
        progress.clear();
        terminal.stdout.write(`The backup of ${begunAt} is whole, and every table of it can be read.\n`);
        return 0;
      }
      const { header, aside } = await restoreHere(config, surroundings, { ...work, replace: flags.has('replace') });
      progress.clear();
      terminal.stdout.write(`Restored the backup of ${header.begunAt} to ${config.dataDir}.\n`);
      if (aside !== undefined)
        terminal.stdout.write(`What was there before is in ${aside}: remove it when all is well.\n`);
      return 0;
    } finally {
      progress.clear();
    }
  },
};
