import type { Caller } from '../../accounts/viewer.ts';
import { LexError } from '../../errors.ts';
import type { OpenCounts } from './open-counts.ts';

/**
 * Counts a socket or stream of a user. The local user of a server that asks nobody is not bounded: all that reaches it
 * is theirs.
 *
 * @returns what takes it back
 * @throws {LexError} RATE_LIMITED when they have as many as they may
 */
export function enterLive({ id, credential }: Caller, live: OpenCounts): () => void {
  if (!credential) return () => undefined;
  const leave = live.take(id);
  if (leave) return leave;
  const message = `You have ${live.most} sockets and streams open: close some.`;
  throw new LexError('RATE_LIMITED', message, { retryAfterMs: 10_000 });
}
