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
 * @param accepted.flags the names of those that take none. @default []
 * @param accepted.words the most words that it takes besides options
 * @throws {UsageError} for an unknown option, or too many words
 */
export function readArguments<const Name extends string, const Flag extends string = never>(
  args: readonly string[],
  { options, flags = [], words }: { options: readonly Name[]; flags?: readonly Flag[]; words: number },
): { options: Partial<Record<Name, string>>; flags: ReadonlySet<Flag>; words: readonly string[] } {
  try {
    const accepted: Record<string, { readonly type: 'string' | 'boolean' }> = {};
    for (const name of options) accepted[name] = { type: 'string' };
    for (const name of flags) accepted[name] = { type: 'boolean' };
    const { values, positionals } = parseArgs({ args: [...args], options: accepted, allowPositionals: true });
    if (positionals.length > words) throw new Error(`Unexpected argument ${JSON.stringify(positionals[words])}`);
    const given: Partial<Record<Name, string>> = {};
    for (const name of options) {
      const value = values[name];
      if (typeof value === 'string') given[name] = value;
    }
    return { options: given, flags: new Set(flags.filter((name) => values[name] === true)), words: positionals };
  } catch (error) {
    throw new UsageError(`${messageOf(error).split('. ')[0]}.`);
  }
}
