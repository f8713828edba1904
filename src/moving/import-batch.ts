import type { Queryable } from '../database/last-migration.ts';
import { messageOf } from '../errors.ts';
import { ImportError } from './import-error.ts';
import type { MovedTable } from './moved-tables.ts';

/** The most rows that are stored at once, and the most characters of them. */
const MOST_ROWS = 500;
const MOST_CHARACTERS = 2 * 1_024 * 1_024;

/** Consecutive rows of one table, which are stored together. */
export class ImportBatch {
  readonly table: MovedTable;
  readonly #firstLine: number;
  readonly #rows: string[] = [];
  #characters = 0;

  constructor(table: MovedTable, firstLine: number) {
    this.table = table;
    this.#firstLine = firstLine;
  }

  get isFull(): boolean {
    return this.#rows.length >= MOST_ROWS || this.#characters > MOST_CHARACTERS;
  }

  /** @param row as JSON */
  add(row: string): void {
    this.#rows.push(row);
    this.#characters += row.length;
  }

  /**
   * Adds the rows that the database lacks, if `mayAdd` is true, and checks that it then has all of them as they are
   * here.
   *
   * @throws {ImportError} for a row that PostgreSQL refuses, is missing, or is another there
   */
  async store(database: Queryable, { mayAdd }: { mayAdd: boolean }): Promise<void> {
    const rows = `[${this.#rows.join(',')}]`;
    try {
      if (mayAdd) await this.#add(database, rows);
      await this.#compare(database, rows);
    } catch (error) {
      if (error instanceof ImportError || !isRefusedByPostgres(error)) throw error;
      const problem = `here or in the lines after it is a row that can't be stored (${messageOf(error)}).`;
      throw new ImportError(this.#firstLine, problem);
    }
  }

  async #add(database: Queryable, rows: string): Promise<void> {
    const { name, settings } = this.table;
    if (settings) {
      const given = settings.columns.map((column) => `"${column}" = e."${column}"`).join(', ');
      await database.query(
        `UPDATE "${name}" t SET ${given} FROM jsonb_populate_recordset(NULL::"${name}", $1::jsonb) e
         WHERE ${this.#keysOf((column) => `e."${column}"`)} AND ${settings.unset}`,
        [rows],
      );
    }
    await database.query(
      `INSERT INTO "${name}" SELECT * FROM jsonb_populate_recordset(NULL::"${name}", $1::jsonb) ON CONFLICT DO NOTHING`,
      [rows],
    );
  }

  /** Whether a row, as `t`, is the one that is meant. @param given the value of a column of that one */
  #keysOf(given: (column: string, type: string) => string): string {
    return this.table.key.map(({ column, type }) => `t."${column}" = ${given(column, type)}`).join(' AND ');
  }

  async #compare(database: Queryable, rows: string): Promise<void> {
    const { name, key, mayDiffer } = this.table;
    const { rows: others } = await database.query(
      `SELECT e."at"::int AS "at", t."${key[0]?.column}" IS NULL AS "missing"
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e("row", "at")
       LEFT JOIN "${name}" t ON ${this.#keysOf((column, type) => `(e."row" ->> '${column}')::${type}`)}
       WHERE to_jsonb(t) - $2::text[] IS DISTINCT FROM e."row" - $2::text[] ORDER BY e."at" LIMIT 1`,
      [rows, mayDiffer],
    );
    const [other] = others;
    if (!other) return;
    const line = this.#firstLine + Number(other['at']) - 1;
    throw new ImportError(
      line,
      other['missing'] === true
        ? `this row of ${name} can't be added, since this deployment has others of its own: ` +
            'import into one that has not been used.'
        : `${name} has this row already, with something else in it: ` +
            'import into a deployment that has not been used.',
    );
  }
}

/** Whether PostgreSQL refused data, or data that breaks a constraint (SQLSTATE classes 22 and 23). */
function isRefusedByPostgres(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22|23)/.test(error.code);
}
