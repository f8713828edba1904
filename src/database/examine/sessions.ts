import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { within } from '../../time/within.ts';
import type { Visitor } from './visit-postgres.ts';

const backend = z.object({ pid: z.int() });

/** How often it is looked which backend answers: a pooler that changes it may give the same one a few times. */
const LOOKS = 6;

/**
 * Whether statements on one connection are answered by one backend, so that what a session holds, such as an advisory
 * lock or a LISTEN, is still there for the next. Poolers that lend a backend for each transaction break that.
 */
export async function keepsSession(first: Visitor, second: Visitor): Promise<boolean> {
  const seen = new Set<number>();
  for (let look = 0; look < LOOKS; look++) {
    // Both at once: a pooler has to take another backend for one of them.
    const asks = [first, second].map((visitor) => visitor.query('SELECT pg_backend_pid() AS pid, pg_sleep(0.02)'));
    const [answer] = await Promise.all(asks);
    seen.add(backend.parse(answer?.rows[0]).pid);
    // The other goes first, and may be lent the backend that the first one had.
    await second.query('SELECT 1');
  }
  return seen.size === 1;
}

/** Longer than any notification that comes at all takes, in milliseconds. */
const NOTIFIED_MS = 3_000;

/**
 * Listens on one connection, and notifies on the other.
 *
 * @returns after how many milliseconds it was heard; undefined when it was not
 */
export async function timeNotification(
  first: Visitor,
  second: Visitor,
  signal: AbortSignal,
): Promise<number | undefined> {
  const channel = `lex_doctor_${randomUUID().replaceAll('-', '')}`;
  const heard = new Promise<number>((resolve) => {
    first.onNotification((name) => {
      if (name === channel) resolve(performance.now());
    });
  });
  await first.query(`LISTEN ${channel}`);
  const sent = performance.now();
  await second.query('SELECT pg_notify($1, $2)', [channel, '']);
  const at = await within(NOTIFIED_MS, heard, { late: () => undefined, signal });
  return at === undefined ? undefined : Math.max(0, at - sent);
}
