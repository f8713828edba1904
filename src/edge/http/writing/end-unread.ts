import type { ServerResponse } from 'node:http';
import type { HttpTimes } from '../../limits/http-limits.ts';

/**
 * Ends the connection of a client that doesn't take the rest of its answer in time: as long as a stream may be left
 * unread, and more for what is long. What the system has no room for is held here until then. The time-out of the
 * connection itself begins anew with each byte that the client sends, and so would never come.
 */
export function endUnread(
  response: ServerResponse,
  { stalledMs, leastBytesPerMs }: Pick<HttpTimes, 'stalledMs' | 'leastBytesPerMs'>,
): void {
  const late = setTimeout(() => response.destroy(), stalledMs + response.writableLength / leastBytesPerMs);
  response.once('close', () => clearTimeout(late));
}
