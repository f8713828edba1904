import type { PgPool } from 'bullmq';
import type { DatabaseClient } from './client/prisma-client.ts';
import type { RunStatement } from './client/statements.ts';

/** PostgreSQL, in this process or as a server. It is closed by whoever opened it. */
export interface Database {
  /** For the statements of the features' stores. Changes that belong together are one statement. */
  readonly prisma: DatabaseClient;
  /** Runs a statement that is asked often, or that takes long to plan; the others go through `prisma`. */
  readonly run: RunStatement;
  /** For migrations and for BullMQ, which have their own SQL. */
  readonly pool: PgPool;
  /** Whether all connections share one session, so that a transaction keeps everybody else waiting. */
  readonly hasOneSession: boolean;
  /** Counts this process's connections, and the statements that wait for one. */
  connections(): { readonly open: number; readonly idle: number; readonly waiting: number };
  /** Resolves when the database answers. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
