import { createHash, type Hash } from 'node:crypto';
import type { ExportEnd } from './export-format.ts';
import { MOVED_TABLES } from './moved-tables.ts';

/** Counts the rows of each table, and hashes their lines. */
export class TableSums {
  readonly #sums = new Map<string, { rows: number; hash: Hash }>(
    MOVED_TABLES.map(({ name }) => [name, { rows: 0, hash: createHash('sha256') }]),
  );

  add(table: string, row: string): void {
    const sum = this.#sums.get(table);
    if (!sum) throw new Error(`There is no table ${table}.`);
    sum.rows++;
    sum.hash.update(row).update('\n');
  }

  /** The counts and hashes. Nothing can be added afterwards. */
  end(): ExportEnd['end']['tables'] {
    return Object.fromEntries(
      [...this.#sums].map(([name, { rows, hash }]) => [name, { rows, sha256: hash.digest('hex') }]),
    );
  }
}
