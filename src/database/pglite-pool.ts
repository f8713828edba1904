import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/**
 * Lets code that is written for a node-postgres pool use PGlite's one session.
 *
 * PGlite runs one statement at a time, so all clients share the session and its settings; the only transactions that
 * may run through a client are those at start, when nothing else uses the database yet.
 */
export function createPglitePool(db: PGlite): PgPool {
  return new PglitePool(db);
}

// `R`, what a row looks like, is the caller's claim here, as it is with node-postgres.
async function runQuery<R>(db: PGlite, text: string, parameters: readonly unknown[] = []): Promise<PgQueryResult<R>> {
  if (parameters.length > 0) {
    const { rows, affectedRows } = await db.query<R>(text, [...parameters]);
    return { rows, rowCount: affectedRows ?? rows.length };
  }
  // Without parameters it may be a script of several statements, which only the simple protocol takes.
  const results = await db.exec(text);
  const last = results.at(-1);
  return { rows: (last?.rows ?? []) as R[], rowCount: last?.affectedRows ?? 0 };
}

/** Never emits: PGlite is closed by the one who opened it, and has no idle connections that could fail. */
class PglitePool extends EventEmitter implements PgPool {
  readonly #db: PGlite;

  constructor(db: PGlite) {
    super();
    this.#db = db;
    // Each queue and worker listens for errors of its pool.
    this.setMaxListeners(0);
  }

  query<R>(text: string, parameters?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return runQuery(this.#db, text, parameters);
  }

  connect(): Promise<PgPoolClient> {
    return Promise.resolve(new PgliteClient(this.#db));
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

/** Hears what the session is notified of, until it is released. */
class PgliteClient extends EventEmitter implements PgPoolClient {
  readonly #db: PGlite;
  readonly #stopListening: () => void;

  constructor(db: PGlite) {
    super();
    this.#db = db;
    this.#stopListening = db.onNotification((channel, payload) => this.emit('notification', { channel, payload }));
  }

  query<R>(text: string, parameters?: readonly unknown[]): Promise<PgQueryResult<R>> {
    return runQuery(this.#db, text, parameters);
  }

  release(): void {
    this.#stopListening();
  }
}
