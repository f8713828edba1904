import { ConnectionError, readCause } from './server-client.ts';

/** Whether no server listens at the address. Then waiting is no use: the user has to start one. */
export function neverConnected(error: unknown): boolean {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'error' in error);
}

/** The error to show to the user, for whatever was thrown. */
export function asChatError(error: unknown, url: string): ConnectionError {
  const cause = readCause(error);
  if (cause.kind === 'refused') return cause.error;
  if (cause.kind === 'closed') {
    return new ConnectionError(`The connection to ${url} broke (${cause.code} ${cause.reason}).`);
  }
  return new ConnectionError(
    `No Lex answers at ${url} (${cause.reason}). Start one with \`npm start\`, or name another with --url.`,
  );
}
