#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, UsageError } from './commands/command.ts';
import { beginSmall, growFromNow } from './commands/process/small-start.ts';
import { withSettingsFile } from './config/settings-file.ts';
import { StartError } from './errors.ts';
import type { Logger } from './log.ts';

// Each command is loaded when it is called, so that `lex config` doesn't have to load a database engine.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  work: async () => (await import('./commands/work.ts')).workCommand,
  chat: async () => (await import('./commands/chat.ts')).chatCommand,
  keys: async () => (await import('./commands/machine/keys.ts')).keysCommand,
  users: async () => (await import('./commands/machine/users.ts')).usersCommand,
  audit: async () => (await import('./commands/machine/audit.ts')).auditCommand,
  memory: async () => (await import('./commands/memory.ts')).memoryCommand,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
};

// One step up from src/ as well as from dist/.
const packageRoot = fileURLToPath(new URL('..', import.meta.url));

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`);
  const more =
    '`lex <command> --help` tells more. In a checkout, `lex` is `npm run -s lex --`; where the package is installed, ' +
    '`npx --no-install lex`.';
  return `Usage: lex <command>\n\n${lines.join('\n')}\n\n${more}\n`;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  const { stdout, stderr, stdin } = process;
  if (name === '--version') {
    stdout.write(`${readVersion()}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === 'help') {
    (name ? stdout : stderr).write(await overview());
    return name ? 0 : 2;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    stderr.write(`lex: there is no command ${JSON.stringify(name)}.\n\n${await overview()}`);
    return 2;
  }
  beginSmall();
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    stdout.write(`${command.usage}\n`);
    return 0;
  }
  if (!command.growsWhenStarted) growFromNow();
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  let log: Logger | undefined;
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      // After an unforeseen failure the process is in an unknown state: it drains, and its supervisor starts another.
      if (log) log.fatal({ err: error }, 'an error that nobody handled: the process ends');
      else stderr.write(`lex: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
      stop.abort();
    });
  }
  const onLog = (made: Logger) => {
    log = made;
  };
  try {
    return await command.run(args, {
      ...withSettingsFile(process.env, process.cwd()),
      packageRoot,
      version: readVersion(),
      stdout,
      stderr,
      stdin,
      stopped: stop.signal,
      onLog,
    });
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`lex ${name}: ${error.message}\n\n${command.usage}\n`);
      return 2;
    }
    if (!(error instanceof StartError)) throw error;
    for (const line of error.message.split('\n')) stderr.write(`lex: ${line}\n`);
    return 1;
  }
}

/** How long whoever reads what was written may leave it unread before the process ends without them. */
const UNREAD_MS = 60_000;

/** Ends the process once what it has written has left it: a pipe takes some of it at a time, an exit drops the rest. */
async function exit(code: number): Promise<void> {
  setTimeout(() => process.exit(1), UNREAD_MS);
  const left = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => void stream.write('', () => resolve()));
  await Promise.all([left(process.stdout), left(process.stderr)]);
  process.exit(process.exitCode || code);
}

main(process.argv.slice(2)).then(exit, (error: unknown) => {
  process.stderr.write(`lex: ${error instanceof Error ? error.stack : String(error)}\n`);
  return exit(1);
});
