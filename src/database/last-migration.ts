/** A connection or a pool, which runs SQL. */
export interface Queryable {
  query(text: string, parameters?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** The name of the last migration that a database has. */
export async function lastMigration(database: Queryable): Promise<string> {
  const { rows } = await database.query(
    `SELECT max("migration_name") AS "name" FROM "_prisma_migrations"
     WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`,
  );
  return String(rows[0]?.['name'] ?? 'none');
}
