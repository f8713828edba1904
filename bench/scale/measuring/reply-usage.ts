import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { countRoundTrips, HOUSEKEEPING } from '../../cluster/round-trips.ts';
import { perSecond } from '../../measure.ts';
import { processorMs } from '../../process-usage.ts';
import type { Running } from './measure-by-turns.ts';

/** What a reply takes, with the jobs that follow it. */
export interface ReplyUsage {
  /** Processor time of each, in milliseconds. */
  readonly server: number;
  readonly worker: number;
  readonly postgres: number;
  readonly redis: number;
  /** What PostgreSQL writes into its log, in bytes. */
  readonly wal: number;
  readonly jobs: number;
  /** Commands of Redis: those that are sent, and all that are carried out, also within scripts. */
  readonly roundTrips: number;
  readonly commands: number;
  /** What the log of its words takes in Redis until an hour after its end, in bytes. */
  readonly log: number;
  /** How many connections to PostgreSQL a process had open under this load. */
  readonly connections: number;
}

/** Which replies are asked for, and how many at a time. */
export interface AskedReplies {
  readonly count: number;
  readonly concurrency: number;
  /** Sends a message, and follows its reply to the end. */
  chat(index: number): Promise<unknown>;
}

const LOOK_EVERY_MS = 50;

/** Asks for replies, and divides what the processes took by how many there were. */
export async function measureReplyUsage(
  running: Running,
  { count, concurrency, chat }: AskedReplies,
): Promise<ReplyUsage> {
  const { client, redis } = running;
  const sendAll = async (times: number): Promise<void> => {
    await perSecond(times, concurrency, chat);
    await jobsEnded(client);
  };
  // What is done for the first time takes longer.
  await sendAll(Math.min(concurrency, count));
  const earlier = new Set(await logsIn(redis));
  const before = await used(running);
  await sendAll(count);
  const after = await used(running);
  const logs = (await logsIn(redis)).filter((key) => !earlier.has(key));
  const each = (of: (at: Used) => number): number => (of(after) - of(before)) / count;
  // Watching slows Redis down: these are asked for besides.
  const watched = Math.min(concurrency, count);
  const roundTrips = (await countRoundTrips(redis, () => sendAll(watched))) / watched;
  return {
    server: each((it) => it.server),
    worker: each((it) => it.worker),
    postgres: sumOf(after.sessions, (pid, ms) => ms - (before.sessions.get(pid) ?? 0)) / count,
    redis: each((it) => it.redis),
    wal: each((it) => it.wal),
    jobs: each((it) => it.jobs),
    roundTrips,
    commands: each((it) => it.commands),
    log: await bytesOf(redis, logs),
    connections: after.connections / 2,
  };
}

interface Used {
  readonly server: number;
  readonly worker: number;
  /** Of PostgreSQL's processes, by their ids, in milliseconds. */
  readonly sessions: ReadonlyMap<number, number>;
  readonly connections: number;
  readonly redis: number;
  readonly wal: number;
  readonly jobs: number;
  readonly commands: number;
}

async function used({ client, redis, server, workerPid }: Running): Promise<Used> {
  const { rows: sessions } = await client.query<{ pid: number; isClient: boolean }>(
    `SELECT pid, backend_type = 'client backend' AND datname = current_database() AS "isClient"
     FROM pg_stat_activity WHERE pid <> pg_backend_pid()`,
  );
  const { rows } = await client.query<{ wal: string; jobs: string }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS "wal", (SELECT count(*) FROM "Job") AS "jobs"`,
  );
  const cpu = await redis.info('cpu');
  return {
    server: processorMs(server.pid),
    worker: processorMs(workerPid),
    sessions: new Map(sessions.map(({ pid }) => [pid, processorMsIfThere(pid)])),
    connections: sessions.filter(({ isClient }) => isClient).length,
    redis: 1_000 * (fieldOf(cpu, 'used_cpu_user') + fieldOf(cpu, 'used_cpu_sys')),
    wal: Number(rows[0]?.wal),
    jobs: Number(rows[0]?.jobs),
    commands: commandsIn(await redis.info('commandstats')),
  };
}

/** A session may end between the look at which there are and the look at it. */
function processorMsIfThere(pid: number): number {
  try {
    return processorMs(pid);
  } catch {
    return 0;
  }
}

/** What Redis tells of itself, by its names. */
function linesOf(info: string): [name: string, value: string][] {
  return info.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
  });
}

function fieldOf(info: string, wanted: string): number {
  return Number(linesOf(info).find(([name]) => name === wanted)?.[1]);
}

/** A line is `cmdstat_get:calls=3,usec=…`; that of a part of a command has its name after a bar. */
function commandsIn(info: string): number {
  return linesOf(info)
    .filter(([name]) => name.startsWith('cmdstat_'))
    .filter(([name]) => !HOUSEKEEPING.has(name.slice('cmdstat_'.length).split('|')[0] ?? ''))
    .reduce((sum, [, value]) => sum + Number.parseInt(value.slice('calls='.length), 10), 0);
}

/** Until what follows the replies has been done too. */
async function jobsEnded(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ open: boolean }>(
      `SELECT EXISTS (SELECT FROM "Job" WHERE "state" IN ('WAITING', 'DELAYED', 'ACTIVE')) AS "open"`,
    );
    if (!rows[0]?.open) return;
    await sleep(LOOK_EVERY_MS);
  }
}

const logsIn = (redis: Redis): Promise<string[]> => redis.keys('lex:*:reply:*');

/** What they take, on average. */
async function bytesOf(redis: Redis, keys: readonly string[]): Promise<number> {
  const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key)));
  return sizes.reduce<number>((sum, size) => sum + Number(size), 0) / keys.length;
}

function sumOf<Key>(map: ReadonlyMap<Key, number>, of: (key: Key, value: number) => number): number {
  return [...map].reduce((sum, [key, value]) => sum + of(key, value), 0);
}
