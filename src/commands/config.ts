import { readConfig } from '../config/config.ts';
import { describeConfig } from '../config/describe-config.ts';
import { modelWarnings } from '../models/model-warnings.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';

export const configCommand: Command = {
  name: 'config',
  summary: 'Print the settings in force, secrets hidden',
  usage: `Usage: lex config

Prints every setting, its value, and where that comes from: the environment, the file .env in the current directory, or
the default. What the environment says wins. Secrets are hidden.
Exits with 1 when a setting is unknown or has a value that it doesn't take.`,
  async run(args, { environment, fromFile, stdout }) {
    readArguments(args, { options: [], words: 0 });
    const settings = describeConfig(environment, fromFile);
    const width = Math.max(...settings.map(({ name }) => name.length));
    for (const { name, value, from } of settings) {
      stdout.write(`${name.padEnd(width)}  ${value ?? '-'}  (${from})\n`);
    }
    for (const warning of modelWarnings(readConfig(environment))) stdout.write(`Warning: ${warning}\n`);
    return 0;
  },
};
