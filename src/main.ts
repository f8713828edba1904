#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Command, UsageError } from './commands/command.ts';
import { withSettingsFile } from './config/settings-file.ts';
import { StartError } from './errors.ts';
import type { Logger } from './log.ts';

// Each is loaded when it is called: `lex config` needn't wait for a database engine to be parsed.
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  work: async () => (await import('./commands/work.ts')).workCommand,
  chat: async () => (await import('./commands/chat.ts')).chatCommand,
  memory: async () => (await import('./commands/memory.ts')).memoryCommand,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  config: async () => (await import('./commands/config.ts')).configCommand,
};

// The same step up from src/ and from dist/.
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
  return `Usage: lex <command>\n\n${lines.join('\n')}\n\n\`lex <command> --help\` tells more. In a checkout, \`lex\` is \`npm run -s lex --\`.\n`;
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
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    stdout.write(`${command.usage}\n`);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  let log: Logger | undefined;
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      // Nothing can be known of a process that has failed unforeseen: it drains, and its supervisor starts another.
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

main(process.argv.slice(2)).then(
  (code) => process.exit(process.exitCode || code),
  (error: unknown) => {
    process.stderr.write(`lex: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
