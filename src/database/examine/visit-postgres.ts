import pg from 'pg';
import { SESSION_OPTIONS } from '../server/session-options.ts';

/** One connection to a PostgreSQL, of nobody else's. */
export interface Visitor {
  query(text: string, parameters?: readonly unknown[]): Promise<{ rows: unknown[] }>;
  /** Calls back for each notification that comes on it: with the channel, and what was sent along. */
  onNotification(heard: (channel: string, payload: string) => void): void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Makes connections to a PostgreSQL as a process of Lex does, does some work on them, and ends them.
 *
 * @throws when one can't be made: as node-postgres says why
 * @throws what the work failed with
 */
export async function visitPostgres<T>(url: string, work: (first: Visitor, second: Visitor) => Promise<T>): Promise<T> {
  const clients = [0, 1].map(() => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: ANSWER_TIMEOUT_MS,
      query_timeout: ANSWER_TIMEOUT_MS,
      options: SESSION_OPTIONS,
      application_name: 'lex doctor',
    });
    // What breaks it fails the statement under way as well.
    client.on('error', () => undefined);
    return client;
  });
  try {
    // One after the other, so that of a wrong password the server's log has one line.
    for (const client of clients) await client.connect();
    const [first, second] = clients.map(visitorOf);
    if (!first || !second) throw new Error('There is no connection.');
    return await work(first, second);
  } finally {
    // Ends don't wait for a server that says nothing.
    for (const client of clients) client.end().catch(() => undefined);
  }
}

function visitorOf(client: pg.Client): Visitor {
  return {
    query: (text, parameters) => client.query(text, parameters ? [...parameters] : undefined),
    onNotification(heard) {
      client.on('notification', ({ channel, payload = '' }) => heard(channel, payload));
    },
  };
}
