import { markdownTable } from '../../table.ts';
import type { Costs } from '../measuring/costs.ts';
import type { Measured } from '../measuring/measure-by-turns.ts';
import type { ReplyUsage } from '../measuring/reply-usage.ts';
import { MEMORIES_OF_OWNER } from '../sizes.ts';
import { bytesOfUser, CHOSEN, peakOf, REPLY_SECONDS, rowOf, userOnDisk, wallsOf } from './on-paper.ts';
import { bytes, digits, many, ms } from './write-figures.ts';

/** What is measured, how it is written, and what is aimed at in the full deployment. */
interface Row {
  readonly what: string;
  readonly of: (measured: Measured) => number;
  readonly write: (value: number) => string;
  readonly aim?: string;
  /** Whether the empty deployment has nothing like it. */
  readonly fullAlone?: true;
}

/** The same of an empty deployment and of a full one. */
export function besideEmpty(empty: Measured, full: Measured): string {
  const own = (full.sizes.conversationsOfReader * 10).toLocaleString('en');
  const titles = full.sizes.conversationsOfReader.toLocaleString('en');
  const rows: Row[] = [
    { what: 'start of a process that has nothing', of: (it) => it.start, write: ms, aim: 'no slower' },
    { what: 'first recall of an owner of 1,000', of: (it) => it.speeds.firstRecall, write: ms, aim: '≤ 150 ms' },
    { what: 'next recalls', of: (it) => it.speeds.nextRecalls, write: ms },
    { what: 'chat, send to COMPLETED', of: (it) => it.speeds.chat, write: ms, aim: '≤ 1.2 times' },
    { what: '20 conversations with their last messages', of: (it) => it.speeds.list, write: ms, aim: '≤ 1.2 times' },
    { what: 'search of what was said', of: (it) => it.speeds.search, write: ms, aim: '≤ 1.2 times' },
    {
      what: `search among ${own} messages of one’s own`,
      of: (it) => it.speeds.searchOfOwn,
      write: ms,
      aim: '≤ 10 ms',
      fullAlone: true,
    },
    {
      what: `search of ${titles} conversations of one’s own`,
      of: (it) => it.speeds.titlesOfOwn,
      write: ms,
      fullAlone: true,
    },
    { what: 'status, worked out anew', of: (it) => it.speeds.status, write: ms, aim: '≤ 1.2 times' },
    {
      what: `disk of a process that has served ${full.sizes.owners} owners`,
      of: (it) => it.taken.disk,
      write: bytes,
    },
    { what: 'its resident memory then', of: (it) => it.taken.resident, write: bytes },
  ];
  const written = rows.map(({ what, of, write, aim = '', fullAlone }) => {
    const [before, after] = [of(empty), of(full)];
    if (fullAlone) return [what, '', write(after), '', aim];
    return [what, write(before), write(after), (after / before).toFixed(2), aim];
  });
  return markdownTable([['p50', 'empty', 'full', 'times', 'aim'], ...written]);
}

/** What each part takes on PostgreSQL's disk. */
export function onDisk({ database }: Measured): string {
  return markdownTable([
    ['table', 'rows', 'a row with its indexes', 'of that indexes'],
    ...database.tables.map(({ table, rows, perRow, perRowInIndexes }) => [
      `\`${table}\``,
      rows.toLocaleString('en'),
      bytes(perRow),
      bytes(perRowInIndexes),
    ]),
  ]);
}

/** What a reply takes of the processor and of the stores, with the jobs that follow it. */
export function ofReply({ replies: { short, long } }: Costs): string {
  const row = (what: string, of: (reply: ReplyUsage) => string) => [what, of(short), of(long)];
  return markdownTable([
    ['of a reply', '`local/lex`', `500 tokens in ${REPLY_SECONDS} s`],
    row('processor time of the server', (it) => ms(it.server)),
    row('of the worker', (it) => ms(it.worker)),
    row('of PostgreSQL', (it) => ms(it.postgres)),
    row('of Redis', (it) => ms(it.redis)),
    row('jobs: its own and those that follow', (it) => digits(it.jobs)),
    row('written into PostgreSQL’s log', (it) => bytes(it.wal)),
    row('commands sent to Redis', (it) => digits(it.roundTrips)),
    row('commands carried out there, those in scripts too', (it) => digits(it.commands)),
    row('its log in Redis, until an hour after its end', (it) => bytes(it.log)),
    row('connections to PostgreSQL of a process meanwhile', (it) => digits(it.connections)),
  ]);
}

/** What grows with what others do, and what a partition takes. */
export function ofOthers({ shared, taken, sizes }: Measured & Costs): string {
  return markdownTable([
    ['what', 'measured'],
    ['a memory on the disk of a process that serves its owner', bytes(taken.disk / (sizes.owners * MEMORIES_OF_OWNER))],
    ['a process hears of 1,000 changes of memories of those whom it doesn’t serve', ms(shared.perForeignEvent * 1_000)],
    ['calls of models that are counted in a second', many(shared.countedCalls)],
  ]);
}

/** What a hundred million users take. */
export function onPaper(full: Measured & Costs): string {
  const reply = full.replies.long;
  const user = userOnDisk(full);
  const all = peakOf(CHOSEN.users);
  const disk = (name: string, of: number) => [name, bytes(of), bytes(of * CHOSEN.users)];
  const cores = (name: string, of: number) => [name, `${ms(of)} a reply`, `${many((of * all) / 1_000)} cores`];
  return markdownTable([
    ['what', 'of one', `of ${many(CHOSEN.users)} users`],
    disk('PostgreSQL: account, a key, the number of memories', user.account),
    disk(`${CHOSEN.conversationsOfUser} conversations`, user.conversations),
    disk(`${CHOSEN.messagesOfUser} messages`, user.messages),
    disk('the words by which they are found', user.words),
    disk(`${CHOSEN.memoriesOfUser} memories`, user.memories),
    disk(`ended jobs of ${CHOSEN.jobDays} days`, user.jobs),
    disk('all of it', bytesOfUser(user)),
    disk('whose cell: rows as long as those of keys', rowOf(full, 'ApiKey')),
    ['replies in a second of the busiest hour', '', many(all)],
    ['replies that are being written then', '', many(all * REPLY_SECONDS)],
    cores('processes that answer', reply.server),
    cores('processes that work', reply.worker),
    cores('PostgreSQL', reply.postgres),
    cores('Redis', reply.redis),
    ['logs of replies in Redis', `${bytes(reply.log)} a reply`, bytes(reply.log * all * 3_600)],
    ['written into PostgreSQL’s log', `${bytes(reply.wal)} a reply`, `${bytes(reply.wal * all)} a second`],
  ]);
}

/** What one PostgreSQL with one Redis bears, the narrowest first. */
export function walls(full: Measured & Costs): string {
  return markdownTable([
    ['what ends it', 'replies in a second', 'users'],
    ...wallsOf(full).map(({ what, perSecond, users }) => [
      what,
      perSecond === undefined ? '' : many(perSecond),
      many(users),
    ]),
  ]);
}
