import { StartError } from '../errors.ts';
import { type Environment, textIn } from './environment.ts';
import { problemsIn } from './problems.ts';
import { SETTINGS } from './settings-table.ts';
import { type Values, valuesOf } from './table-values.ts';

/** Everything that the environment decides: read once, validated whole, frozen, passed down. */
export interface Config extends Values<typeof SETTINGS> {}

/** How the providers of models are reached. */
export type ProviderSettings = Config['providers'];

/**
 * Reads and validates the environment.
 *
 * @throws {StartError} that lists every unknown `LEX_*` name and every bad value, a line each
 */
export function readConfig(environment: Environment): Config {
  const problems = problemsIn(environment);
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  return valuesOf(SETTINGS, (setting) => setting.parse(textIn(environment, setting)));
}

/**
 * Where a server with these settings listens: `http://host:port`.
 *
 * @throws {StartError} for a bad `HOST` or `PORT`
 */
export function readServerUrl({ HOST, PORT }: Environment): string {
  const { host, port } = readConfig({ HOST, PORT });
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
