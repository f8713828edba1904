import type { Setting } from './setting.ts';

/** The variables that are set, by name: those of the process, and those of its `.env` (see settings-file.ts). */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Says where traces go. */
export const TRACES_TO = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/**
 * The text of a variable; an empty one counts as not set. So do OpenTelemetry's other ones where nothing is traced: a
 * machine has them for all its programs, some of which take what Lex doesn't.
 */
export function textIn(environment: Environment, { name }: Setting<unknown>): string | undefined {
  if (name.startsWith('OTEL_') && !environment[TRACES_TO]?.trim()) return undefined;
  return environment[name]?.trim() || undefined;
}
