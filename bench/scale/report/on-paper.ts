import type { Costs } from '../measuring/costs.ts';
import type { Measured } from '../measuring/measure-by-turns.ts';
import { PACE } from '../measuring/replies.ts';
import type { TableName } from '../measuring/rows-on-disk.ts';

/** What nobody can measure here: how people use an assistant, and what one machine is to hold. */
export const CHOSEN = {
  users: 100_000_000,
  /** Who says something in a day, and how many replies they ask for then. */
  activeInADay: 0.1,
  repliesOfActive: 10,
  /** How much more is said in the busiest hour than on average. */
  peak: 3,
  /** Of a model: the reply, and the facts that are drawn from what was asked. */
  callsOfReply: 2,
  conversationsOfUser: 10,
  messagesOfUser: 100,
  memoriesOfUser: 200,
  /** As `LEX_JOB_DAYS`. */
  jobDays: 30,
  /** Of one PostgreSQL. */
  diskBytes: 8e12,
  cores: 32,
  connections: 1_000,
  /** Of one Redis, which carries out commands on one core. */
  redisBytes: 64e9,
  /** What of a core a process may spend on hearing of others. */
  heardShare: 0.1,
} as const;

/** For how long a model writes. */
export const REPLY_SECONDS = (PACE.tokens * PACE.everyMs) / 1_000;
const DAY_S = 86_400;
const HOUR_S = 3_600;

/** How many replies a user asks for in a second of the busiest hour. */
const PEAK_OF_USER = (CHOSEN.activeInADay * CHOSEN.repliesOfActive * CHOSEN.peak) / DAY_S;

/** What one user takes on the disk of PostgreSQL, by what it is for, in bytes. */
export interface UserOnDisk {
  readonly account: number;
  readonly conversations: number;
  readonly messages: number;
  readonly words: number;
  readonly memories: number;
  readonly jobs: number;
}

export function userOnDisk(measured: Measured & Costs): UserOnDisk {
  const of = (table: TableName): number => rowOf(measured, table);
  const jobs = CHOSEN.activeInADay * CHOSEN.repliesOfActive * CHOSEN.jobDays * measured.replies.long.jobs;
  return {
    account: of('User') + of('ApiKey') + of('MemoryRecord'),
    conversations: CHOSEN.conversationsOfUser * (of('Conversation') + of('TitleWords')),
    messages: CHOSEN.messagesOfUser * of('Message'),
    words: CHOSEN.messagesOfUser * of('MessageWords'),
    memories: CHOSEN.memoriesOfUser * of('Memory'),
    jobs: jobs * of('Job'),
  };
}

/** What a row of a table takes, with its part of the indexes, in bytes. */
export function rowOf({ database }: Measured, table: TableName): number {
  const found = database.tables.find((each) => each.table === table);
  if (!found) throw new Error(`The size of ${table} was not measured.`);
  return found.perRow;
}

export const bytesOfUser = (user: UserOnDisk): number => Object.values(user).reduce((sum, bytes) => sum + bytes, 0);

/** Replies in a second of the busiest hour. */
export const peakOf = (users: number): number => users * PEAK_OF_USER;

/** What one of something bears at most. */
export interface Wall {
  readonly what: string;
  /** Replies in a second; undefined where it isn't the rate that ends it. */
  readonly perSecond: number | undefined;
  readonly users: number;
}

/** What ends the growth of one PostgreSQL with one Redis, the first first. */
export function wallsOf(measured: Measured & Costs): readonly Wall[] {
  const { shared } = measured;
  const reply = measured.replies.long;
  const byRate = (what: string, perSecond: number): Wall => ({ what, perSecond, users: perSecond / PEAK_OF_USER });
  // A server and a worker have a core each, and connections of their own.
  const ofPair = 1_000 / Math.max(reply.server, reply.worker);
  const pairs = CHOSEN.connections / (2 * reply.connections);
  const walls: Wall[] = [
    {
      what: `the disk of PostgreSQL: ${CHOSEN.diskBytes / 1e12} TB`,
      perSecond: undefined,
      users: CHOSEN.diskBytes / bytesOfUser(userOnDisk(measured)),
    },
    byRate(`PostgreSQL’s ${CHOSEN.cores} cores`, (CHOSEN.cores * 1_000) / reply.postgres),
    byRate('the row of the day, which each call of a model changes', shared.countedCalls / CHOSEN.callsOfReply),
    byRate(`${CHOSEN.connections} connections to PostgreSQL`, pairs * ofPair),
    byRate('the one core on which Redis carries out commands', 1_000 / reply.redis),
    byRate(
      `the memory of Redis: ${CHOSEN.redisBytes / 1e9} GB of logs, each kept for an hour`,
      CHOSEN.redisBytes / (reply.log * HOUR_S),
    ),
    byRate(
      'a tenth of a core of each process, to hear of each change of anybody’s memories, one a reply',
      (CHOSEN.heardShare * 1_000) / shared.perForeignEvent,
    ),
  ];
  return walls.sort((a, b) => a.users - b.users);
}
