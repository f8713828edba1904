import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { replyTopic } from '../../src/chat/messages/message-events.ts';
import { lengthOf, runsAfter } from '../../src/chat/messages/reply-run.ts';
import { createLmdbReplyLog } from '../../src/chat/replies/log/lmdb-reply-log.ts';
import type { ReplyLog } from '../../src/chat/replies/log/reply-log.ts';
import type { EventBus } from '../../src/events/event-bus.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import { OvertakenError } from '../../src/jobs/job.ts';
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { createSchedules } from '../../src/time/schedules.ts';
import { openRedisLog } from '../support/redis-log.ts';
import { said, thought } from '../support/reply-runs.ts';
import { sharedRedis } from '../support/servers/shared-redis.ts';
import { type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';
import { streamingMessage } from '../support/streaming-message.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const missing = whyNoRedis();
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) redis = await sharedRedis();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});

/** Opens a log, and opens it again as a process would that comes after. */
interface Kind {
  readonly name: string;
  /** Why there is none here. */
  readonly missing: string | undefined;
  open(place: string): Promise<{ log: ReplyLog; events: EventBus }>;
  /** Somewhere of its own. */
  place(): Promise<string>;
  /** Takes the clock in hand, for what is opened from here on to the end of the test; `pass` lets time go by. */
  takeClock(): { pass(log: ReplyLog, ms: number): Promise<void> };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const KINDS: readonly Kind[] = [
  {
    name: 'LMDB',
    missing: undefined,
    place: () => temporaryDirectory(),
    open: async (place) => {
      const events = new LocalEventBus();
      return {
        log: createLmdbReplyLog({
          root: await openLmdb(place),
          events,
          schedules: createSchedules(),
          log: pino({ level: 'silent' }),
        }),
        events,
      };
    },
    takeClock() {
      vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
      onTestFinished(() => {
        vi.useRealTimers();
      });
      return {
        async pass(log, ms) {
          // It looks for what is to go once a minute. The last minute is lived through, the rest is leapt over.
          vi.setSystemTime(Date.now() + ms - MINUTE);
          await vi.advanceTimersByTimeAsync(MINUTE);
          // Writes take their turns: when this one is done, so is what the clock began.
          await log.delete([]);
        },
      };
    },
  },
  {
    name: 'Redis',
    missing,
    place: async () => '',
    open: async () => openRedisLog(redis),
    takeClock: () => ({
      async pass(_, ms) {
        // The server's clock can't be set: every log's time is made shorter instead.
        const connection = redis.connect();
        for (const key of await connection.keys('lex:reply:*')) {
          const leftMs = await connection.pttl(key);
          if (leftMs >= 0) await connection.pexpire(key, leftMs - ms);
        }
      },
    }),
  },
];

describe.each(KINDS)('a reply log in $name', ({ missing, open, place, takeClock }) => {
  let at: string;
  let log: ReplyLog;
  let events: EventBus;
  let id: string;
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    at = await place();
    ({ log, events } = await open(at));
    id = randomUUID();
    onTestFinished(() => log.close());
  });

  it('knows nothing of a reply that hasn’t begun', async () => {
    expect(await log.read(id)).toBeUndefined();
    expect(await log.read(id, { attempt: 1, position: 3 })).toBeUndefined();
  });

  it('is empty when an attempt has begun', async () => {
    await log.begin(id, 1);
    expect(await log.read(id)).toEqual({ attempt: 1, from: 0, runs: [], length: 0, end: undefined });
  });

  it('gives what was appended from any place on, also within a piece', async () => {
    await log.begin(id, 1);
    for (const piece of ['one ', 'two ', 'three']) await log.append(id, 1, said(piece));
    const text = 'one two three';
    for (let position = 0; position <= text.length; position++) {
      expect(await log.read(id, { attempt: 1, position })).toEqual({
        attempt: 1,
        from: position,
        runs: position < text.length ? [said(text.slice(position))] : [],
        length: text.length,
        end: undefined,
      });
    }
  });

  it('keeps what is thought and what is said apart, in the order in which it came, from any place on', async () => {
    const pieces = [thought('Hm, '), thought('well. '), said('One '), said('two '), thought('And? '), said('three.')];
    await log.begin(id, 1);
    for (const piece of pieces) await log.append(id, 1, piece);
    const whole = [thought('Hm, well. '), said('One two '), thought('And? '), said('three.')];
    for (let position = 0; position <= lengthOf(whole); position++) {
      expect(await log.read(id, { attempt: 1, position })).toEqual({
        attempt: 1,
        from: position,
        runs: runsAfter(whole, position),
        length: 29,
        end: undefined,
      });
    }
    await log.end(id, 1, 'STOPPED');
    expect(await log.read(id, { attempt: 1, position: 18 })).toMatchObject({ runs: whole.slice(2), end: 'STOPPED' });
    await log.begin(id, 2);
    await log.append(id, 2, said('Anew.'));
    expect(await log.read(id)).toMatchObject({ runs: [said('Anew.')], length: 5 });
    await log.delete([id]);
    await log.begin(id, 1);
    expect(await log.read(id)).toMatchObject({ runs: [], length: 0 });
  });

  it('tells of words and of ends once it has taken them, and gives the row with an end if it is known', async () => {
    const row = { ...streamingMessage(id), state: 'COMPLETED' as const };
    const heard = await events.listen(replyTopic(id), { signal: new AbortController().signal });
    const told: unknown[] = [];
    await log.begin(id, 1);
    for (const change of [
      () => log.append(id, 1, thought('Hm, ')),
      () => log.append(id, 1, said('one.')),
      () => log.end(id, 1, 'COMPLETED', row),
      // An attempt that was overtaken notes no end, though its subscribers may have to look.
      () => log.end(id, 7, 'STOPPED'),
    ]) {
      await change();
      told.push((await heard.next()).value);
    }
    expect(told).toEqual([
      { key: id, thought: { attempt: 1, from: 0, text: 'Hm, ' } },
      { key: id, written: { attempt: 1, from: 4, text: 'one.' } },
      { key: id, ended: row },
      { key: id, ended: undefined },
    ]);
    expect(await log.read(id)).toMatchObject({ end: 'COMPLETED' });
  });

  it('keeps thoughts that nothing was said after', async () => {
    await log.begin(id, 1);
    await log.append(id, 1, thought('Hm.'));
    await log.end(id, 1, 'FAILED');
    expect(await log.read(id)).toMatchObject({ runs: [thought('Hm.')], length: 3, end: 'FAILED' });
    expect(await log.read(id, { attempt: 1, position: 3 })).toMatchObject({ runs: [], length: 3, end: 'FAILED' });
  });

  it('gives nothing, and says how much there is, for a place beyond the end', async () => {
    await log.begin(id, 1);
    await log.append(id, 1, said('one'));
    expect(await log.read(id, { attempt: 1, position: 9 })).toMatchObject({ runs: [], length: 3 });
  });

  it('keeps texts as they are: emoji in halves, long ones, many short ones', async () => {
    await log.begin(id, 1);
    const pieces = [
      '👩‍👩‍👧‍👦',
      'e',
      '\u0301',
      '你好',
      'x'.repeat(200_000),
      ...Array.from({ length: 500 }, (_, n) => `${n} `),
    ];
    for (const piece of pieces) await log.append(id, 1, said(piece));
    const text = pieces.join('');
    expect(await log.read(id)).toMatchObject({ runs: [said(text)], length: text.length });
    expect((await log.read(id, { attempt: 1, position: 150_000 }))?.runs).toEqual([said(text.slice(150_000))]);
  });

  it('drops the old text when a new attempt begins, and gives the new one from its start to all', async () => {
    await log.begin(id, 1);
    await log.append(id, 1, said('old text'));
    await log.begin(id, 2);
    expect(await log.read(id, { attempt: 1, position: 3 })).toMatchObject({ attempt: 2, from: 0, runs: [] });
    await log.append(id, 2, said('new'));
    expect(await log.read(id, { attempt: 1, position: 3 })).toMatchObject({ attempt: 2, from: 0, runs: [said('new')] });
  });

  it('refuses whatever an attempt does that was overtaken', async () => {
    await log.begin(id, 2);
    await log.append(id, 2, said('new'));
    await expect(log.append(id, 1, said('late'))).rejects.toBeInstanceOf(OvertakenError);
    await expect(log.begin(id, 1)).rejects.toBeInstanceOf(OvertakenError);
    await log.end(id, 1, 'FAILED');
    expect(await log.read(id)).toEqual({ attempt: 2, from: 0, runs: [said('new')], length: 3, end: undefined });
  });

  it('takes nothing more after the end of an attempt, and begins anew with the next', async () => {
    await log.begin(id, 1);
    await log.append(id, 1, said('all'));
    await log.end(id, 1, 'COMPLETED');
    expect(await log.read(id)).toMatchObject({ runs: [said('all')], end: 'COMPLETED' });
    await expect(log.append(id, 1, said('more'))).rejects.toBeInstanceOf(OvertakenError);
    await log.begin(id, 2);
    expect(await log.read(id)).toMatchObject({ attempt: 2, runs: [], end: undefined });
  });

  it('may be told of an end that has no log', async () => {
    await log.end(id, 1, 'STOPPED');
    expect(await log.read(id)).toBeUndefined();
  });

  it('never mixes replies, and deletes those it is told to alone', async () => {
    const other = randomUUID();
    for (const [reply, text] of [
      [id, 'mine'],
      [other, 'other'],
    ] as const) {
      await log.begin(reply, 1);
      await log.append(reply, 1, said(text));
    }
    await log.delete([id, randomUUID()]);
    expect(await log.read(id)).toBeUndefined();
    expect(await log.read(other)).toMatchObject({ runs: [said('other')] });
  });

  it('keeps the order of what is appended by many replies at once', async () => {
    const replies = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(
      replies.map(async (reply, index) => {
        await log.begin(reply, 1);
        for (let n = 0; n < 20; n++) await log.append(reply, 1, said(`${index}:${n} `));
        await log.end(reply, 1, 'COMPLETED');
      }),
    );
    for (const [index, reply] of replies.entries()) {
      const text = Array.from({ length: 20 }, (_, n) => `${index}:${n} `).join('');
      expect(await log.read(reply)).toMatchObject({ runs: [said(text)], end: 'COMPLETED' });
    }
  });

  it('is there again for the process that comes after', async () => {
    await log.begin(id, 3);
    await log.append(id, 3, said('kept'));
    await log.close();
    ({ log, events } = await open(at));
    expect(await log.read(id)).toMatchObject({ attempt: 3, runs: [said('kept')], end: undefined });
    await expect(log.append(id, 2, said('late'))).rejects.toBeInstanceOf(OvertakenError);
    await log.append(id, 3, said(' on'));
    expect(await log.read(id)).toMatchObject({ runs: [said('kept on')] });
  });

  describe('as time goes by', () => {
    let clock: ReturnType<Kind['takeClock']>;
    beforeEach(async () => {
      await log.close();
      clock = takeClock();
      ({ log, events } = await open(at));
      await log.begin(id, 1);
      await log.append(id, 1, said('all'));
    });

    it('is kept for an hour after its end, and then goes', async () => {
      const other = randomUUID();
      await log.end(id, 1, 'COMPLETED');
      await clock.pass(log, 30 * MINUTE);
      await log.begin(other, 1);
      await log.append(other, 1, said('other'));
      await log.end(other, 1, 'FAILED');
      await clock.pass(log, 28 * MINUTE);
      expect(await log.read(id)).toMatchObject({ runs: [said('all')], end: 'COMPLETED' });
      await clock.pass(log, 3 * MINUTE);
      expect(await log.read(id)).toBeUndefined();
      expect(await log.read(other)).toMatchObject({ runs: [said('other')] });
      await clock.pass(log, 30 * MINUTE);
      expect(await log.read(other)).toBeUndefined();
    });

    it('is kept while it is written, however long that takes, but not for ever', async () => {
      await clock.pass(log, 6 * DAY);
      await log.append(id, 1, said(' of it'));
      expect(await log.read(id)).toMatchObject({ runs: [said('all of it')] });
      await clock.pass(log, 2 * DAY);
      expect(await log.read(id)).toBeUndefined();
    });

    it('is kept when another attempt begins within the hour', async () => {
      await log.end(id, 1, 'FAILED');
      await clock.pass(log, 59 * MINUTE);
      await log.begin(id, 2);
      await log.append(id, 2, said('anew'));
      await clock.pass(log, 3 * HOUR);
      expect(await log.read(id)).toMatchObject({ attempt: 2, runs: [said('anew')], end: undefined });
    });

    it('goes in the process that comes after too, and leaves room for the same reply', async () => {
      await log.end(id, 1, 'FAILED');
      await log.close();
      ({ log, events } = await open(at));
      await clock.pass(log, 2 * HOUR);
      expect(await log.read(id)).toBeUndefined();
      await log.begin(id, 2);
      await log.append(id, 2, said('anew'));
      expect(await log.read(id, { attempt: 1, position: 2 })).toMatchObject({
        attempt: 2,
        from: 0,
        runs: [said('anew')],
      });
    });

    it('goes however many ended at once', async () => {
      const replies = Array.from({ length: 1_500 }, () => randomUUID());
      await Promise.all(
        replies.map(async (reply) => {
          await log.begin(reply, 1);
          await log.end(reply, 1, 'COMPLETED');
        }),
      );
      await clock.pass(log, 2 * HOUR);
      await clock.pass(log, MINUTE);
      const left = await Promise.all(replies.map((reply) => log.read(reply)));
      expect(left.filter(Boolean)).toEqual([]);
    });
  });
});
