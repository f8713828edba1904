import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Message } from '../../../../src/chat/messages/message.ts';
import { replyTopic } from '../../../../src/chat/messages/message-events.ts';
import { createLmdbReplyLog } from '../../../../src/chat/replies/log/lmdb-reply-log.ts';
import { readReplyCursor } from '../../../../src/chat/replies/log/reply-cursor.ts';
import type { ReplyLog } from '../../../../src/chat/replies/log/reply-log.ts';
import { ReplyWriter } from '../../../../src/chat/replies/reply-writer.ts';
import type { ReplyEvent } from '../../../../src/chat/replies/stream/reply-event.ts';
import { streamReply } from '../../../../src/chat/replies/stream/reply-stream.ts';
import { WritingPace } from '../../../../src/chat/replies/writing-pace.ts';
import { LocalEventBus } from '../../../../src/events/local-event-bus.ts';
import { openLmdb } from '../../../../src/lmdb/open-lmdb.ts';
import { createSchedules } from '../../../../src/time/schedules.ts';
import { collect } from '../../../support/clients/subscription-client.ts';
import { said, thought } from '../../../support/reply-runs.ts';
import { streamingMessage } from '../../../support/streaming-message.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

let log: ReplyLog;
let events: LocalEventBus;
/** The row; undefined once it was deleted. */
let row: Message | undefined;
let id: string;

beforeEach(async () => {
  events = new LocalEventBus();
  const root = await openLmdb(await temporaryDirectory());
  log = createLmdbReplyLog({ root, events, schedules: createSchedules(), log: pino({ level: 'silent' }) });
  id = randomUUID();
  row = streamingMessage(id);
  onTestFinished(() => log.close());
});

/** What the row becomes, as the end of a job or its retry changes it. */
function change(parts: Partial<Message>): void {
  row = { ...(row ?? streamingMessage(id)), ...parts };
}

/** Who follows a reply: leaving aborts the signal, as the end of a subscription does. */
interface Follower extends AsyncIterableIterator<ReplyEvent> {
  return(): Promise<IteratorResult<ReplyEvent>>;
}

function follow(after?: string): Follower {
  const message = row ?? streamingMessage(id);
  const cursor = after === undefined ? undefined : readReplyCursor(after);
  const left = new AbortController();
  const { signal } = left;
  const stream = streamReply({
    replyId: id,
    findMessage: async () => message,
    after: cursor,
    log,
    events,
    readMessage: async () => row,
    hasAudio: async () => false,
    signal,
  });
  return {
    next: () => stream.next(),
    return() {
      left.abort();
      return stream.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const tell = () => events.publish(replyTopic(id), { key: id });
const textOf = (all: readonly ReplyEvent[]) => all.map((event) => (event.kind === 'DELTA' ? event.text : '')).join('');

async function write(text: string): Promise<void> {
  await log.append(id, row?.attempt ?? 0, said(text));
  tell();
}

async function complete(content: string): Promise<void> {
  change({ state: 'COMPLETED', content });
  await log.end(id, row?.attempt ?? 0, 'COMPLETED');
  tell();
}

describe('who follows a reply listens', () => {
  it('until it leaves, also while nothing is said', async () => {
    await log.begin(id, 1);
    await write('One ');
    const stream = follow();
    expect((await stream.next()).value).toMatchObject({ kind: 'DELTA', text: 'One ' });
    const waiting = stream.next();
    expect(events.subscriptions).toBe(1);
    await stream.return();
    expect(events.subscriptions).toBe(0);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('until the reply ends', async () => {
    await log.begin(id, 1);
    await write('One.');
    await complete('One.');
    expect((await collect(follow())).map(({ kind }) => kind)).toEqual(['DELTA', 'COMPLETED']);
    expect(events.subscriptions).toBe(0);
  });

  it.each([
    ['anew', undefined, ['DELTA', 'COMPLETED']],
    ['from the end of the attempt before', '1-1', ['RESTARTED', 'DELTA', 'COMPLETED']],
  ])('until a retried reply ends, %s, though the end before the retry is told late', async (_, after, expected) => {
    await log.begin(id, 1);
    change({ attempt: 1, state: 'FAILED' });
    await log.end(id, 1, 'FAILED');
    const failed = row;
    change({ state: 'PENDING' });
    const all = collect(follow(after));
    await vi.waitFor(() => expect(events.subscriptions).toBe(1));
    events.publish(replyTopic(id), { key: id, ended: failed });
    await log.begin(id, 2);
    change({ attempt: 2, state: 'STREAMING' });
    await write('Yes.');
    await complete('Yes.');
    expect((await all).map(({ kind }) => kind)).toEqual(expected);
  });

  it('until it is refused', async () => {
    await log.begin(id, 1);
    await expect(follow('1-5').next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(events.subscriptions).toBe(0);
  });

  it('until the message is deleted, and is then told that it isn’t there', async () => {
    await log.begin(id, 1);
    await write('One ');
    const stream = follow();
    await stream.next();
    const next = stream.next();
    row = undefined;
    await log.delete([id]);
    tell();
    // The first hint finds no log, the next look finds no row.
    tell();
    await expect(next).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(events.subscriptions).toBe(0);
  });
});

describe('a log that lacks its end, since the process died when the row was stored', () => {
  beforeEach(async () => {
    await log.begin(id, 1);
    await log.append(id, 1, said('All of it.'));
  });

  it('is ended by the row, and every cursor given out is taken again', async () => {
    change({ state: 'COMPLETED', content: 'All of it.' });
    const whole = await collect(follow());
    expect(whole.map(({ kind }) => kind)).toEqual(['DELTA', 'COMPLETED']);
    expect((await collect(follow(whole[0]?.cursor))).map(({ kind }) => kind)).toEqual(['COMPLETED']);
    expect(await collect(follow(whole[1]?.cursor))).toEqual([]);
  });

  it('is followed from its end into the next attempt', async () => {
    change({ state: 'FAILED', content: 'All of it.' });
    const end = (await collect(follow())).at(-1)?.cursor;
    change({ state: 'PENDING' });
    const stream = follow(end);
    const restarted = stream.next();
    change({ state: 'STREAMING', attempt: 2, content: '' });
    await log.begin(id, 2);
    await write('Anew.');
    await complete('Anew.');
    expect((await restarted).value).toEqual({ kind: 'RESTARTED', cursor: '2-0' });
    const rest = await collect(stream);
    expect(rest.map(({ kind }) => kind)).toEqual(['DELTA', 'COMPLETED']);
    expect(textOf(rest)).toBe('Anew.');
  });

  it('may lack its last words too, which the row has', async () => {
    change({ state: 'COMPLETED', content: 'All of it. And more.' });
    expect(textOf(await collect(follow('1-10')))).toBe(' And more.');
    expect(textOf(await collect(follow('1-15')))).toBe('more.');
    expect(await collect(follow('1-21'))).toEqual([]);
    for (const never of ['1-22', '2-0', '7-3']) {
      await expect(follow(never).next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('is no reason to take a place that never was while the reply is written', async () => {
    await expect(follow('1-11').next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(follow('2-0').next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

it('words that come with the event are passed on as they are, if they are the very next', async () => {
  await log.begin(id, 1);
  await write('One ');
  const own = log;
  let reads = 0;
  log = {
    ...own,
    read(...place) {
      reads++;
      return own.read(...place);
    },
  };
  const stream = follow();
  const nextText = async () => {
    const { value } = await stream.next();
    return value?.kind === 'DELTA' ? [value.cursor, value.text] : value?.kind;
  };
  const say = async (text: string, from: number, attempt = 1) => {
    await own.append(id, 1, said(text));
    events.publish(replyTopic(id), { key: id, written: { attempt, from, text } });
  };
  expect(await nextText()).toEqual(['1-4', 'One ']);
  const before = reads;
  const two = nextText();
  await say('two ', 4);
  expect(await two).toEqual(['1-8', 'two ']);
  expect(reads).toBe(before);

  // Of two that waited the newest is told: what lies between is read.
  await say('three ', 8);
  await say('four ', 14);
  expect(await nextText()).toEqual(['1-19', 'three four ']);
  // What another attempt says is not what comes next.
  const five = nextText();
  await say('five', 19, 2);
  expect(await five).toEqual(['1-23', 'five']);
  expect(reads).toBeGreaterThan(before);
  const end = nextText();
  await complete('One two three four five');
  expect(await end).toBe('COMPLETED');
});

it('what is thought comes with its event too, and not as text', async () => {
  await log.begin(id, 1);
  await log.append(id, 1, thought('Hm. '));
  const stream = follow();
  expect((await stream.next()).value).toEqual({ kind: 'REASONING', cursor: '1-4', reasoning: 'Hm. ' });
  const read = vi.spyOn(log, 'read');
  const say = (what: object) => events.publish(replyTopic(id), { key: id, ...what });
  const yes = stream.next();
  say({ thought: { attempt: 1, from: 4, text: 'Yes.' } });
  expect((await yes).value).toEqual({ kind: 'REASONING', cursor: '1-8', reasoning: 'Yes.' });
  const text = stream.next();
  say({ written: { attempt: 1, from: 8, text: 'Yes.' } });
  expect((await text).value).toEqual({ kind: 'DELTA', cursor: '1-12', text: 'Yes.' });
  expect(read).not.toHaveBeenCalled();
  await stream.return();
});

it('those who follow an attempt that is given up are told once, and then get only the next one’s text', async () => {
  await log.begin(id, 1);
  await write('An old ');
  const streams = [follow(), follow(), follow('1-3')];
  const before = await Promise.all(streams.map((stream) => stream.next()));
  expect(before.map(({ value }) => value.text)).toEqual(['An old ', 'An old ', 'old ']);
  const after = streams.map((stream) => collect(stream));
  change({ attempt: 2 });
  tell();
  await log.begin(id, 2);
  tell();
  await expect(log.append(id, 1, said('late'))).rejects.toThrow();
  await write('A new ');
  await write('answer.');
  await complete('A new answer.');
  for (const seen of [...(await Promise.all(after)), await collect(follow('1-7'))]) {
    expect(seen[0]).toEqual({ kind: 'RESTARTED', cursor: '2-0' });
    expect(seen.filter(({ kind }) => kind !== 'DELTA').map(({ kind }) => kind)).toEqual(['RESTARTED', 'COMPLETED']);
    expect(textOf(seen)).toBe('A new answer.');
  }
});

it('those who connect again after every piece lose and repeat nothing, whenever that is', async () => {
  const pieces = Array.from({ length: 120 }, (_, n) => (n % 7 === 0 ? `${n}👩‍🚀 ` : `${n} `));
  const text = pieces.join('');
  await log.begin(id, 1);
  const hop = async () => {
    const seen: ReplyEvent[] = [];
    while (seen.at(-1)?.kind !== 'COMPLETED') {
      const stream = follow(seen.at(-1)?.cursor);
      const { value } = await stream.next();
      if (value) seen.push(value);
      await stream.return();
    }
    return seen;
  };
  const hopping = Promise.all(Array.from({ length: 5 }, hop));
  const writer = new ReplyWriter({ log, begun: Promise.resolve(), pace: new WritingPace(), replyId: id, attempt: 1 });
  for (const piece of pieces) {
    writer.write(said(piece));
    // The log's writes and the hops get their turns between the pieces.
    await log.read(id);
    await new Promise(setImmediate);
  }
  await writer.flush();
  await complete(text);
  for (const seen of await hopping) {
    expect(textOf(seen)).toBe(text);
    expect(seen.filter(({ kind }) => kind !== 'DELTA')).toHaveLength(1);
    expect(seen.length).toBeGreaterThan(2);
  }
  await vi.waitFor(() => expect(events.subscriptions).toBe(0));
});

describe('a log that is out of reach for a while', () => {
  /** The log, of which reading can be made to fail. */
  function breakable() {
    const whole = log;
    let away = false;
    log = {
      ...whole,
      read: (replyId, after) => (away ? Promise.reject(new Error('no answer')) : whole.read(replyId, after)),
    };
    return {
      set away(value: boolean) {
        away = value;
      },
    };
  }

  it('makes those who follow wait, and then go on where they were', async () => {
    const state = breakable();
    await log.begin(id, 1);
    await write('One ');
    const stream = follow();
    expect((await stream.next()).value).toMatchObject({ text: 'One ' });
    state.away = true;
    const rest = collect(stream);
    await write('two ');
    state.away = false;
    await write('three.');
    await complete('One two three.');
    expect(textOf(await rest)).toBe('two three.');
  });

  it('keeps nobody from the end, which is in the row', async () => {
    const state = breakable();
    await log.begin(id, 1);
    await write('One ');
    const stream = follow();
    await stream.next();
    state.away = true;
    const rest = collect(stream);
    await write('two.');
    await complete('One two.');
    const seen = await rest;
    expect(textOf(seen)).toBe('two.');
    expect(seen.at(-1)).toMatchObject({ kind: 'COMPLETED', cursor: '1-9' });
  });

  it('fails those who follow when it stays so for more than a minute', async () => {
    const state = breakable();
    await log.begin(id, 1);
    await write('One ');
    const stream = follow();
    await stream.next();
    const next = stream.next();
    state.away = true;
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000);
    onTestFinished(() => now.mockRestore());
    tell();
    await expect(next).rejects.toThrow('no answer');
    expect(events.subscriptions).toBe(0);
  });

  it('and that comes back without its last words has them begun again', async () => {
    await log.begin(id, 1);
    await write('One two ');
    const stream = follow();
    expect((await stream.next()).value).toMatchObject({ text: 'One two ' });
    const rest = collect(stream);
    // As after a power cut.
    await log.delete([id]);
    await log.begin(id, 1);
    await write('One ');
    change({ attempt: 2 });
    await log.begin(id, 2);
    await write('One two three.');
    await complete('One two three.');
    const seen = await rest;
    expect(seen.map(({ kind }) => kind)).toEqual(['RESTARTED', 'DELTA', 'COMPLETED']);
    expect(textOf(seen)).toBe('One two three.');
  });
});
