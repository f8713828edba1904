import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { PgliteConnections } from '../../../src/database/embedded/pglite-connections.ts';
import { atEnd } from '../../support/at-end.ts';
import { dataDirectory } from '../../support/lex/data-directory.ts';
import { newViewer, openTestDatabase } from '../../support/lex/memory-node.ts';

let db: PGlite;
let connections: PgliteConnections;
beforeAll(async () => {
  db = await PGlite.create(join(await dataDirectory(atEnd), 'postgres'));
  connections = new PgliteConnections({ session: { run: (work) => work(db), end: () => undefined } });
});
afterAll(() => db.close());
beforeEach(async () => {
  const client = await connect();
  await client.query('DROP TABLE IF EXISTS t; CREATE TABLE t (id INT PRIMARY KEY, value TEXT)');
});

/** A connection that is closed when the test has finished. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ stream: () => connections.connect() });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Whether a promise is still pending after others have had their turn, and the database has answered. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return !settled;
}

async function idsIn(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>('SELECT id FROM t ORDER BY id');
  return rows.map(({ id }) => id);
}

describe('transactions of two connections', () => {
  it('come one after the other: nobody sees half of one', async () => {
    const [first, second] = [await connect(), await connect()];
    await first.query('BEGIN');
    await first.query('INSERT INTO t VALUES (1)');
    const seen = idsIn(second);
    const other = second.query('BEGIN');
    expect(await isPending(seen)).toBe(true);
    await first.query('INSERT INTO t VALUES (2)');
    expect(await isPending(seen)).toBe(true);
    await first.query('COMMIT');
    expect(await seen).toEqual([1, 2]);
    await other;
    const waiting = first.query('INSERT INTO t VALUES (3)');
    expect(await isPending(waiting)).toBe(true);
    expect(await idsIn(second)).toEqual([1, 2]);
    await second.query('COMMIT');
    await waiting;
    expect(await idsIn(second)).toEqual([1, 2, 3]);
  });

  it('leave nothing when they are rolled back', async () => {
    const [first, second] = [await connect(), await connect()];
    await first.query('BEGIN');
    await first.query('INSERT INTO t VALUES (1)');
    await first.query('ROLLBACK');
    expect(await idsIn(second)).toEqual([]);
  });

  it('that failed keep others waiting until they are ended, and leave nothing', async () => {
    const [first, second] = [await connect(), await connect()];
    await first.query('BEGIN');
    await first.query('INSERT INTO t VALUES (1)');
    await expect(first.query('INSERT INTO t VALUES (1)')).rejects.toMatchObject({ code: '23505' });
    const seen = idsIn(second);
    await expect(first.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
    expect(await isPending(seen)).toBe(true);
    // A commit of what failed is a rollback.
    await first.query('COMMIT');
    expect(await seen).toEqual([]);
    expect(await idsIn(first)).toEqual([]);
  });

  it('that end with their connection are rolled back, and let the others go on', async () => {
    const [first, second] = [await connect(), await connect()];
    const gone = new pg.Client({ stream: () => connections.connect() });
    await gone.connect();
    await gone.query('BEGIN');
    await gone.query('INSERT INTO t VALUES (1)');
    const seen = [idsIn(first), idsIn(second)];
    expect(await isPending(Promise.race(seen))).toBe(true);
    await gone.end();
    expect(await Promise.all(seen)).toEqual([[], []]);

    const destroyed = connections.connect();
    const broken = new pg.Client({ stream: () => destroyed });
    broken.on('error', () => undefined);
    await broken.connect();
    await broken.query('BEGIN');
    await broken.query('INSERT INTO t VALUES (2)');
    destroyed.destroy();
    expect(await idsIn(first)).toEqual([]);
  });

  it('of many at once each count', async () => {
    const pool = new pg.Pool({ stream: () => connections.connect(), max: 5 });
    await pool.query('INSERT INTO t VALUES (1, 0)');
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const client = await pool.connect();
        try {
          await client.query('BEGIN');
          const { rows } = await client.query<{ value: string }>('SELECT value FROM t WHERE id = 1');
          await client.query('UPDATE t SET value = $1 WHERE id = 1', [Number(rows[0]?.value) + 1]);
          await client.query(index % 4 === 0 ? 'ROLLBACK' : 'COMMIT');
        } finally {
          client.release();
        }
      }),
    );
    expect((await pool.query('SELECT value FROM t')).rows).toEqual([{ value: '30' }]);
    await pool.end();
  });
});

describe('a connection', () => {
  it('goes on after an error, which others do not notice', async () => {
    const [first, second] = [await connect(), await connect()];
    const answers = await Promise.allSettled([
      first.query('SELECT 1 AS n'),
      second.query('SELECT nonsense'),
      first.query('SELECT $1::int AS n', ['x']),
      second.query('SELECT 2 AS n'),
      first.query('SELECT 3 AS n; SELECT 1/0'),
      first.query('SELECT 4 AS n'),
    ]);
    expect(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.rows[0].n : answer.reason.code)),
    ).toEqual([1, '42703', '22P02', 2, '22012', 4]);
  });

  it('carries values of 5 MB both ways, and many statements written at once', async () => {
    const client = await connect();
    const text = 'ä€😀'.repeat(600_000);
    const bytes = Buffer.alloc(5_000_000, 7);
    const big = await client.query('SELECT $1::text AS text, $2::bytea AS bytes', [text, bytes]);
    expect(big.rows[0].text === text).toBe(true);
    expect(big.rows[0].bytes.equals(bytes)).toBe(true);
    const many = await Promise.all(
      Array.from({ length: 200 }, (_, index) => client.query('SELECT $1::int AS n', [index])),
    );
    expect(many.map(({ rows }) => rows[0].n)).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it('takes messages in pieces of any size', async () => {
    const stream = connections.connect();
    const client = new pg.Client({ stream: () => stream });
    onTestFinished(() => client.end());
    await client.connect();
    const write = stream.write.bind(stream);
    stream.write = (chunk: unknown) => {
      if (!Buffer.isBuffer(chunk)) throw new Error('node-postgres writes buffers');
      for (const byte of chunk) write(Buffer.from([byte]));
      return true;
    };
    expect((await client.query('SELECT $1::text AS text', ['byte by byte'])).rows).toEqual([{ text: 'byte by byte' }]);
    stream.write = write;
  });
});

describe('Prisma on such a connection', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });

  it('stores and reads values of every type as they are', async () => {
    const { prisma } = database;
    const viewer = await newViewer(database);
    const data = {
      id: randomUUID(),
      sequence: 9_007_199_254_740_993n,
      ownerId: viewer.id,
      namespace: 'it’s "quoted"',
      key: '\\ and \t and \n and 😀',
      content: 'x'.repeat(100_000),
      group: null,
      tags: ['', 'a,b', '{"}', '\\', 'ä', 'NULL'],
      metadata: { text: 'it’s', list: [1, null, { deep: true }], number: 1e-7, big: 2 ** 53, empty: {} },
      expiresAt: new Date('2026-03-29T01:59:59.999Z'),
    };
    const before = Date.now();
    await prisma.memory.create({ data });
    const found = await prisma.memory.findUniqueOrThrow({ where: { id: data.id } });
    expect(found).toMatchObject(data);
    expect(found.createdAt.getTime()).toBeGreaterThanOrEqual(before);
    const raw = await prisma.$queryRaw<unknown[]>`
      SELECT ${data.sequence}::bigint AS big, ${0.1}::float8 AS float, ${true}::boolean AS yes, ${null}::text AS none,
        ${data.expiresAt}::timestamptz AS at, ${data.tags}::text[] AS tags, ${[1n, -2n]}::bigint[] AS numbers,
        ${JSON.stringify(data.metadata)}::jsonb AS json, ${data.id}::uuid AS id`;
    expect(raw).toEqual([
      {
        big: data.sequence,
        float: 0.1,
        yes: true,
        none: null,
        at: data.expiresAt,
        tags: data.tags,
        numbers: [1n, -2n],
        json: data.metadata,
        id: data.id,
      },
    ]);
    const ids = { in: [data.id, ...Array.from({ length: 2_000 }, () => randomUUID())] };
    expect(await prisma.memory.count({ where: { id: ids } })).toBe(1);
  });
});
