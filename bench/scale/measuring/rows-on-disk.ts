import pg from 'pg';

/** What a table takes on the disk of PostgreSQL, with its indexes. */
export interface TableOnDisk {
  readonly table: TableName;
  readonly rows: number;
  /** Of each row, in bytes. */
  readonly perRow: number;
  /** What of that are indexes. */
  readonly perRowInIndexes: number;
}

export interface DatabaseOnDisk {
  /** In bytes. */
  readonly all: number;
  readonly tables: readonly TableOnDisk[];
  /** What the texts of the messages are on average, and those of the memories, in bytes. */
  readonly messageText: number;
  readonly memoryText: number;
}

/** What of the filled tables grows with users and with what they say. */
const TABLES = [
  'User',
  'ApiKey',
  'Conversation',
  'TitleWords',
  'Message',
  'MessageWords',
  'Memory',
  'MemoryRecord',
  'Job',
] as const;
export type TableName = (typeof TABLES)[number];

export async function readSizes(url: string): Promise<DatabaseOnDisk> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables: TableOnDisk[] = [];
    for (const table of TABLES) tables.push(await readTable(client, table));
    const { rows } = await client.query<{ all: string; messageText: string; memoryText: string }>(
      `SELECT pg_database_size(current_database()) AS "all",
         (SELECT avg(octet_length("content")) FROM "Message") AS "messageText",
         (SELECT avg(octet_length("content")) FROM "Memory") AS "memoryText"`,
    );
    const [row] = rows;
    return {
      all: Number(row?.all),
      tables,
      messageText: Number(row?.messageText),
      memoryText: Number(row?.memoryText),
    };
  } finally {
    await client.end();
  }
}

async function readTable(client: pg.Client, table: TableName): Promise<TableOnDisk> {
  const { rows } = await client.query<{ rows: string; all: string; indexes: string }>(
    `SELECT count(*) AS "rows", pg_total_relation_size('"${table}"') AS "all",
       pg_indexes_size('"${table}"') AS "indexes" FROM "${table}"`,
  );
  const [found] = rows;
  const count = Number(found?.rows);
  return {
    table,
    rows: count,
    perRow: Number(found?.all) / count,
    perRowInIndexes: Number(found?.indexes) / count,
  };
}
