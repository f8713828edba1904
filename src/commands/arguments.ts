import { parseArgs } from 'node:util';
import { messageOf } from '../errors.ts';
import { UsageError } from './command.ts';

/**
 * Checks the address of a server's GraphQL endpoint.
 *
 * @throws {UsageError} when it is none
 */
export function requireAddress(url: string): void {
  if (/^https?:\/\/./.test(url) && URL.canParse(url)) return;
  throw new UsageError(`--url takes an address such as http://127.0.0.1:4000/graphql, not ${JSON.stringify(url)}.`);
}

/**
 * Reads the arguments of a subcommand.
 *
 * @param accepted.options the names of its options, each of which takes a value
 * @param accepted.words the most words that it takes besides options
 * @throws {UsageError} for an unknown option, or too many words
 */
export function readArguments<const Name extends string>(
  args: readonly string[],
  { options, words }: { options: readonly Name[]; words: number },
): { options: Partial<Record<Name, string>>; words: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: Object.fromEntries(options.map((name) => [name, { type: 'string' as const }])),
      allowPositionals: true,
    });
    if (positionals.length > words) throw new Error(`Unexpected argument ${JSON.stringify(positionals[words])}`);
    const given: Partial<Record<Name, string>> = {};
    for (const name of options) {
      const value = values[name];
      if (typeof value === 'string') given[name] = value;
    }
    return { options: given, words: positionals };
  } catch (error) {
    throw new UsageError(`${messageOf(error).split('. ')[0]}.`);
  }
}
