import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { messageOf, StartError } from '../errors.ts';
import type { Environment } from './environment.ts';

/** What the process was given, and what its `.env` adds. */
export interface Settings {
  readonly environment: Environment;
  /** The names of those that the file gave. */
  readonly fromFile: ReadonlySet<string>;
}

/**
 * Adds the settings of the file `.env` in a directory, if there is one. What the process was given wins, also an empty
 * value; of two lines with one name the later wins.
 *
 * @throws {StartError} when the file can't be read, with a line for each that can't be understood; none shows its text,
 *   which may be a secret
 */
export function withSettingsFile(given: Environment, directory: string): Settings {
  const path = join(directory, '.env');
  const text = readText(path);
  const problems = badLines(text).map(
    (line) => `${path}, line ${line}: it takes NAME=value, or NAME="value" where the value holds a #.`,
  );
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  const added = Object.entries(parseEnv(text)).filter(([name]) => given[name] === undefined);
  return { environment: { ...Object.fromEntries(added), ...given }, fromFile: new Set(added.map(([name]) => name)) };
}

function readText(path: string): string {
  try {
    // A byte order mark isn't part of the first name.
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    const reason = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is no text in UTF-8' : messageOf(error);
    throw new StartError(`${path} can't be read: ${reason}.`);
  }
}

const BLANK_OR_COMMENT = /^\s*(#.*)?$/;
const SETTING = /^\s*(?:export\s+)?[a-z_][\w.-]*\s*=(.*)$/i;

/** The numbers of lines that Node's parser would pass over, or take for something else than was meant. */
function badLines(text: string): number[] {
  const lines = text.split(/\r?\n/);
  const bad: number[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (BLANK_OR_COMMENT.test(line)) continue;
    const value = SETTING.exec(line)?.[1]?.trimStart();
    const end = value === undefined || /[\0\r]/.test(line) ? undefined : lastLine(lines, index, value);
    if (end === undefined) bad.push(index + 1);
    index = end ?? index;
  }
  return bad;
}

/**
 * The line in which a value ends, which in quotes may be a later one; undefined when its quote doesn't end, or not
 * well.
 */
function lastLine(lines: readonly string[], index: number, value: string): number | undefined {
  const [quote = ''] = /^["'`]/.exec(value) ?? [];
  // Node would take the rest for a comment: half of a password, for one.
  if (!quote) return /\S#/.test(value) ? undefined : index;
  let rest = value.slice(1);
  for (let at = index; ; rest = lines[at] ?? '') {
    const end = rest.indexOf(quote);
    if (end >= 0) return BLANK_OR_COMMENT.test(rest.slice(end + 1)) ? at : undefined;
    at++;
    if (at >= lines.length) return undefined;
  }
}
