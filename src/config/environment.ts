import type { Setting } from './setting.ts';

/** The variables that are set, by name: those of the process, and those of its `.env` (see settings-file.ts). */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a variable; an empty one counts as not set. */
export function textIn(environment: Environment, { name }: Setting<unknown>): string | undefined {
  return environment[name]?.trim() || undefined;
}
