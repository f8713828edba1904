import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { messageOf, StartError } from '../errors.ts';
import type { Environment } from './environment.ts';

/** The variables of the process, with those that its `.env` adds. */
export interface Settings {
  readonly environment: Environment;
  /** The names of the variables that the file gave. */
  readonly fromFile: ReadonlySet<string>;
}

/**
 * Adds the variables of the file `.env` in a directory, if there is one. A variable that the process was given wins,
 * even when it is empty. Of two lines with the same name, the later one wins.
 *
 * @throws {StartError} when the file can't be read, or has lines that can't be understood. The message names each of
 *   them by its number, and never shows its text, which may be a secret
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
    // TextDecoder drops a byte order mark, which would else be a part of the first name.
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

/** The numbers of the lines that Node's parser would ignore, or read otherwise than they were meant. */
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
 * The index of the line in which a value ends, which may be a later one when it is in quotes. Undefined when the
 * closing quote is missing, or something follows it.
 */
function lastLine(lines: readonly string[], index: number, value: string): number | undefined {
  const [quote = ''] = /^["'`]/.exec(value) ?? [];
  // Node would take the rest for a comment, such as half of a password.
  if (!quote) return /\S#/.test(value) ? undefined : index;
  let rest = value.slice(1);
  for (let at = index; ; rest = lines[at] ?? '') {
    const end = rest.indexOf(quote);
    if (end >= 0) return BLANK_OR_COMMENT.test(rest.slice(end + 1)) ? at : undefined;
    at++;
    if (at >= lines.length) return undefined;
  }
}
