import { readConfig } from '../config/config.ts';
import { migrate } from '../database/with-database.ts';
import { createLog } from '../log.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { surroundingsOf } from './surroundings.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Apply pending migrations to the database',
  usage: `Usage: lex migrate

Applies the migrations that the database lacks: the embedded one in LEX_DATA_DIR, or the one of DATABASE_URL.
\`lex serve\` does it by itself when the database is embedded.`,
  async run(args, terminal) {
    readArguments(args, { options: [], words: 0 });
    const config = readConfig(terminal.environment);
    const log = createLog(config.logLevel);
    terminal.onLog(log);
    const applied = await migrate(config, surroundingsOf(terminal, log));
    for (const name of applied) terminal.stdout.write(`applied ${name}\n`);
    terminal.stdout.write(applied.length === 0 ? 'The database is up to date.\n' : '');
    return 0;
  },
};
