/**
 * What the keys of a deployment begin with. Several may share a Redis: with this none takes another's jobs.
 *
 * @param identity what tells its database from others
 */
export function deploymentPrefix(identity: string): string {
  return `lex:${identity}`;
}
