import { expect, it } from 'vitest';
import type { Costs } from '../../../bench/scale/measuring/costs.ts';
import type { Measured } from '../../../bench/scale/measuring/measure-by-turns.ts';
import { bytesOfUser, CHOSEN, peakOf, userOnDisk, wallsOf } from '../../../bench/scale/report/on-paper.ts';
import { withMeasured } from '../../../bench/scale/report/scaling-page.ts';
import { besideEmpty } from '../../../bench/scale/report/tables.ts';
import { bytes, digits, many } from '../../../bench/scale/report/write-figures.ts';
import { emptySizes, fullSizes } from '../../../bench/scale/sizes.ts';

const speeds = {
  chat: 60,
  list: 6,
  search: 5,
  searchOfOwn: 8,
  titlesOfOwn: 9,
  status: 4,
  firstRecall: 90,
  nextRecalls: 3,
};
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
const reply = {
  server: 4,
  worker: 8,
  postgres: 2,
  redis: 0.5,
  wal: 10_000,
  jobs: 2,
  roundTrips: 12,
  commands: 60,
  log: 1_000,
  connections: 10,
};
const measured: Measured & Costs = {
  sizes: fullSizes(1),
  fillMs: 1,
  start: 1_000,
  speeds,
  taken: { disk: 1e8, resident: 2e8 },
  replies: { short: { ...reply, postgres: 1 }, long: reply },
  shared: { perForeignEvent: 0.02, countedCalls: 3_000 },
  database: {
    all: 4e9,
    tables: TABLES.map((table) => ({ table, rows: 1, perRow: 1_000, perRowInIndexes: 500 })),
    messageText: 90,
    memoryText: 90,
  },
};

it('what a user takes is the sum of what was measured of each row', () => {
  const user = userOnDisk(measured);
  expect(user).toEqual({
    account: 3_000,
    conversations: 20_000,
    messages: 100_000,
    words: 100_000,
    memories: 200_000,
    jobs: 60_000,
  });
  expect(bytesOfUser(user)).toBe(483_000);
});

it('walls come from what was measured, the narrowest first', () => {
  const walls = wallsOf(measured);
  expect(walls.map(({ users }) => users)).toEqual(walls.map(({ users }) => users).toSorted((a, b) => a - b));
  const rates = new Map(walls.map(({ what, perSecond }) => [what.split(' ')[0], perSecond]));
  expect(rates.get('PostgreSQL’s')).toBe(16_000);
  expect(walls.find(({ what }) => what.startsWith('the row of the day'))?.perSecond).toBe(1_500);
  // Fifty servers with ten connections each, and as many workers, which do 125 replies a second each.
  expect(walls.find(({ what }) => what.includes('connections'))?.perSecond).toBe(6_250);
  for (const { perSecond, users } of walls) if (perSecond !== undefined) expect(peakOf(users)).toBeCloseTo(perSecond);
  expect(peakOf(CHOSEN.users)).toBeCloseTo(3_472, 0);
});

it('a share has the same proportions, and the same people to ask by', () => {
  const { users, conversations, jobs, memoriesOfUser } = fullSizes(0.5);
  expect([users, conversations, jobs, users * memoriesOfUser]).toEqual([5_000, 50_000, 200_000, 1_000_000]);
  expect(emptySizes(1)).toMatchObject({ users: 0, owners: 100, replies: 400 });
  expect(fullSizes(0.001)).toMatchObject({ owners: 1, conversationsOfReader: 10, longReplies: 10 });
});

it('what only the full deployment has is compared with nothing', () => {
  const slower = { ...measured, speeds: { ...speeds, chat: 66 } };
  const table = besideEmpty(measured, slower);
  expect(table).toMatch(/chat, send to COMPLETED +\| 60 ms +\| 66 ms +\| 1.10 +\| ≤ 1.2 times/);
  expect(table).toMatch(/search among 100,000 messages of one’s own +\| +\| 8 ms +\| +\|/);
});

it('figures are written with three digits', () => {
  expect([0.001234, 12.34, 123.4, 12_345].map(digits)).toEqual(['0.00123', '12.3', '123', '12,345']);
  expect([999, 1_500, 2e9].map(bytes)).toEqual(['999 bytes', '1.5 kB', '2 GB']);
  expect([3_472.2, 12_345_678, 2e9].map(many)).toEqual(['3,472', '12.3 million', '2 billion']);
});

it('what was measured takes the place of what stood between its marks', () => {
  const page =
    'Before\n\n<!-- measured: one -->\n\nold\n\n<!-- end -->\n\nbetween\n\n<!-- measured: two -->\n<!-- end -->\n';
  const written = withMeasured(page, [
    { name: 'one', text: 'new' },
    { name: 'two', text: '$1 and $&' },
  ]);
  expect(written).toBe(
    'Before\n\n<!-- measured: one -->\n\nnew\n\n<!-- end -->\n\nbetween\n\n' +
      '<!-- measured: two -->\n\n$1 and $&\n\n<!-- end -->\n',
  );
  expect(withMeasured(written, [{ name: 'one', text: 'new' }])).toBe(written);
  expect(() => withMeasured(page, [{ name: 'three', text: '' }])).toThrow('no place for "three"');
});
