import { stat } from 'node:fs/promises';
import { backupPathIn, removeOlderBackups, writeBackup, writeBackupFile } from '../backup/backup-file.ts';
import type { Backup } from '../backup/backup-service.ts';
import { readConfig } from '../config/config.ts';
import { DirectoryInUseError } from '../database/data-directory.ts';
import { LexError, StartError } from '../errors.ts';
import { createLog } from '../log.ts';
import { withBackupHere } from '../without-server.ts';
import { readArguments } from './arguments.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { backupFromServer } from './connection/machine-connection.ts';
import { surroundingsOf } from './surroundings.ts';
import { createProgressLine } from './terminal/progress-line.ts';

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Copy the embedded database to a file, while the server runs or not',
  usage: `Usage: lex backup [--to FILE|DIRECTORY] [--keep NUMBER]

Writes the whole embedded database with users' files, compressed and with sums, to a file or to standard output;
\`lex restore\` puts it back. A server that runs goes on, and all that it acknowledged before this was called is in the
backup. What else is in LEX_DATA_DIR is made again from the database; files at LEX_FILES_URL are not in it.

The file holds everything of all users. Only its owner can read it; it isn't encrypted.

Works through the server that runs with this LEX_DATA_DIR, as its own user, or where none runs on the database.
With DATABASE_URL, PostgreSQL's own tools make backups: see docs/backup.md.

  --to FILE|DIRECTORY  a file that isn't there yet, which appears when it is whole and has been read again; in a
                       directory it is named after the time
  --keep NUMBER        removes from that directory all but so many of the newest, 1 to 1000, once there is a new one`,
  async run(args, terminal) {
    const { to, keep } = readArguments(args, { options: ['to', 'keep'], words: 0 }).options;
    const isDirectory = to !== undefined && (await stat(to).catch(() => undefined))?.isDirectory() === true;
    const kept = readKeep(keep, isDirectory);
    if (to === undefined && terminal.stdout.isTTY) throw new UsageError('Say where to write it, with --to.');
    const config = readConfig(terminal.environment);
    if (config.databaseUrl) {
      throw new StartError('DATABASE_URL is set: its server makes backups with its own tools, such as pg_dump.');
    }
    const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
    terminal.onLog(log);
    const path = isDirectory ? backupPathIn(to) : to;
    const write = (backup: Backup) => writeTo(path, backup, terminal);
    try {
      await withBackupHere(config, surroundingsOf(terminal, log), write).catch(async (error: unknown) => {
        if (!(error instanceof DirectoryInUseError)) throw error;
        await write(await backupFromServer(config.dataDir));
      });
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      terminal.stderr.write(`${error.message}\n`);
      return 1;
    }
    terminal.stderr.write(path === undefined ? 'The backup is whole.\n' : `The backup is whole: ${path}\n`);
    const removed = path !== undefined && kept !== undefined ? await removeOlderBackups(path, kept) : [];
    for (const name of removed) terminal.stderr.write(`Removed ${name}.\n`);
    return 0;
  },
};

function readKeep(keep: string | undefined, isDirectory: boolean): number | undefined {
  if (keep === undefined) return undefined;
  if (!isDirectory) throw new UsageError('--keep needs --to with a directory that is there.');
  if (!/^[1-9]\d{0,3}$/.test(keep) || Number(keep) > 1_000) {
    throw new UsageError('--keep takes a whole number, 1 to 1000.');
  }
  return Number(keep);
}

async function writeTo(path: string | undefined, { bytes, about }: Backup, terminal: Terminal): Promise<void> {
  const progress = createProgressLine(terminal);
  let done = 0;
  async function* counted() {
    for await (const chunk of bytes) {
      yield chunk;
      done += chunk.length;
      progress.show((100 * done) / Math.max(1, about), `${Math.round(done / 2 ** 20)} MiB`);
    }
  }
  try {
    const { stdout, stopped } = terminal;
    await (path === undefined
      ? writeBackup(counted(), stdout, stopped, { end: false })
      : writeBackupFile(counted(), path, stopped));
  } finally {
    progress.clear();
  }
}
