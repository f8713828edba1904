import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readConfig } from '../config/config.ts';
import { withDatabase } from '../database/with-database.ts';
import { StartError } from '../errors.ts';
import { openFileSource } from '../files/open-files.ts';
import { createLog } from '../log.ts';
import { exportLines } from '../moving/export-lines.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { surroundingsOf } from './surroundings.ts';
import { createProgressLine } from './terminal/progress-line.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'Write everything that Lex keeps to a file',
  usage: `Usage: lex export [--to FILE] [--without-files]

Writes users, keys (as hashes), conversations, messages, memories and jobs as lines of JSON, all as they are at one
moment, with the bytes of users' files, to FILE or to standard output. \`lex import\` reads them elsewhere.
Stop the server first: what is said after the export stays behind. The embedded database can't be read while it runs.

  --to FILE        a file that isn't there yet; it appears when it is whole
  --without-files  leaves out the bytes of files, for a new place with the same LEX_FILES_URL`,
  async run(args, terminal) {
    const { options, flags } = readArguments(args, { options: ['to'], flags: ['without-files'], words: 0 });
    const { to } = options;
    if (to !== undefined && existsSync(to)) throw new StartError(`${to} is there already: name another file.`);
    const config = readConfig(terminal.environment);
    const log = createLog(config.logLevel);
    terminal.onLog(log);
    const progress = createProgressLine(terminal);
    let rows = 0;
    let files = { moved: 0, missing: 0 };
    await withDatabase(config, surroundingsOf(terminal, log), async (database, opened) => {
      const lines = exportLines(database, {
        source: flags.has('without-files') ? undefined : await openFileSource(config, opened),
        onRows(done, total) {
          rows = done;
          progress.show((100 * done) / Math.max(1, total), `${done} of ${total} rows`);
        },
        onFiles(counts) {
          files = counts;
        },
      });
      if (to === undefined) await write(lines, terminal.stdout, terminal.stopped);
      else await writeFile(lines, to, terminal.stopped);
    });
    progress.clear();
    if (files.missing > 0) {
      terminal.stderr.write(`Without bytes: ${files.missing} files, which are on another machine's disk, or lost.\n`);
    }
    terminal.stderr.write(`Exported ${rows} rows${files.moved > 0 ? ` and ${files.moved} files` : ''}.\n`);
    return 0;
  },
};

/** Writes under another name, and renames the file when it is whole: nobody mistakes a part for an export. */
async function writeFile(lines: AsyncIterable<string>, path: string, stopped: AbortSignal): Promise<void> {
  const partial = `${path}.part`;
  try {
    await write(lines, createWriteStream(partial, { mode: 0o600 }), stopped);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function write(lines: AsyncIterable<string>, target: Writable, stopped: AbortSignal): Promise<void> {
  async function* ended() {
    for await (const line of lines) yield `${line}\n`;
  }
  try {
    await pipeline(Readable.from(ended()), target, { signal: stopped, end: target !== process.stdout });
  } catch (error) {
    if (stopped.aborted) throw new StartError('Stopped: nothing was exported.');
    throw isWriteError(error) ? new StartError(`The export can't be written: ${error.message}.`) : error;
  }
}

function isWriteError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
