import type { PgPool } from 'bullmq';
import type { DatabaseClient } from './client/prisma-client.ts';

/** The record: PostgreSQL, in the process or beside it. Closed by the one who opened it. */
export interface Database {
  /** For reads and writes of the features. What must hold together is one SQL statement. */
  readonly prisma: DatabaseClient;
  /** For migrations and for the job queue, which bring their own SQL. */
  readonly pool: PgPool;
  /** This process's connections; `waiting` are those who wait for one. */
  connections(): { readonly open: number; readonly idle: number; readonly waiting: number };
  /** Answers when the database does. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
