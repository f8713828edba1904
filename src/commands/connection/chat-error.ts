import { CloseCode } from 'graphql-ws';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';

/** The server can't be reached, or refuses. */
export class ChatError extends Error {
  override name = 'ChatError';
}

const closeEvent = z.object({ code: z.number(), reason: z.string() });
/** The event of `ws` for a connection that failed. */
const failure = z.object({ message: z.string() });
const refusal = z.array(z.object({ message: z.string() })).min(1);

/** Whether no server listens at the address. Then waiting is no use: the user has to start one. */
export function neverConnected(error: unknown): boolean {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'error' in error);
}

/** The error to show to the user, for whatever was thrown. */
export function asChatError(error: unknown, url: string): ChatError {
  if (error instanceof ChatError) return error;
  const refused = refusal.safeParse(error);
  if (refused.success) return new ChatError(refused.data[0]?.message ?? 'The server refused the call.');
  const closed = closeEvent.safeParse(error);
  if (closed.success && closed.data.code === CloseCode.Forbidden)
    return new ChatError('The server refuses this key: see --key.');
  if (closed.success)
    return new ChatError(`The connection to ${url} broke (${closed.data.code} ${closed.data.reason}).`);
  const failed = failure.safeParse(error);
  return new ChatError(
    `No Lex answers at ${url} (${failed.data?.message || messageOf(error)}). ` +
      'Start one with `npm start`, or name another with --url.',
  );
}
