import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { readConfig } from '../config/config.ts';
import { withDatabase } from '../database/with-database.ts';
import { messageOf, StartError } from '../errors.ts';
import { openFileTarget } from '../files/open-files.ts';
import { createLog } from '../log.ts';
import { importLines } from '../moving/import-lines.ts';
import { readLines } from '../moving/read-lines.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { surroundingsOf } from './surroundings.ts';
import { createProgressLine } from './terminal/progress-line.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Read an export into a Lex that has not been used',
  usage: `Usage: lex import [--from FILE]

Reads what \`lex export\` wrote, from FILE or from standard input, into the embedded database in LEX_DATA_DIR or the
one of DATABASE_URL (\`lex migrate\` first). Every row is compared with what is then stored, and counts and hashes with
the export.
An import that was broken off is simply made again: what is there already is left as it is.

  --from FILE   an export`,
  async run(args, terminal) {
    const { from } = readArguments(args, { options: ['from'], words: 0 }).options;
    const config = readConfig(terminal.environment);
    const log = createLog(config.logLevel);
    terminal.onLog(log);
    const progress = createProgressLine(terminal);
    const size = from === undefined ? undefined : await sizeOf(from);
    const source: AsyncIterable<Uint8Array> = from === undefined ? terminal.stdin : createReadStream(from);
    let bytes = 0;
    async function* counted() {
      for await (const chunk of source) {
        if (terminal.stopped.aborted) throw new StartError('Stopped: import the same file again to go on.');
        bytes += chunk.length;
        yield chunk;
      }
    }
    const { tables, files } = await withDatabase(config, surroundingsOf(terminal, log), async (database, opened) =>
      importLines(database, readLines(counted()), {
        files: await openFileTarget(config, opened),
        onRow(rows) {
          // To show every row would take longer than to store it.
          if (rows % 500 === 0) progress.show(size ? (100 * bytes) / size : 0, `${rows} rows`);
        },
      }),
    );
    progress.clear();
    for (const [name, { rows }] of Object.entries(tables)) terminal.stdout.write(`${name}: ${rows}\n`);
    terminal.stdout.write(`Files: ${files.moved}\n`);
    terminal.stdout.write('All of it is stored as it was exported.\n');
    return 0;
  },
};

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw new StartError(`The export can't be read: ${messageOf(error)}.`);
  }
}
