import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ReplyRun, wordsOf } from '../../../src/chat/messages/reply-run.ts';
import { MOST_RETURNS_TO_REASONING, ReplyWriter } from '../../../src/chat/replies/reply-writer.ts';
import { WritingPace } from '../../../src/chat/replies/writing-pace.ts';
import { said, thought } from '../../support/reply-runs.ts';

const textOf = ({ written }: ReplyWriter) => wordsOf(written, 'text');

/** Writers of one process, and what they wrote: a list for each turn of the event loop in which something was. */
function openWriters(count: number) {
  const pace = new WritingPace();
  const turns: string[][] = [];
  let turn: string[] | undefined;
  const log = {
    async append(_replyId: string, _attempt: number, { text }: ReplyRun) {
      if (!turn) {
        turn = [];
        turns.push(turn);
        void setImmediate().then(() => {
          turn = undefined;
        });
      }
      turn.push(text);
    },
  };
  const writers = Array.from({ length: count }, (_, index) => {
    pace.begin();
    return new ReplyWriter({ log, begun: Promise.resolve(), pace, replyId: String(index), attempt: 1 });
  });
  return { pace, turns, writers };
}

it('knows what the log has taken, however its last write fails', async () => {
  const taken: string[] = [];
  const log = {
    async append(_: string, __: number, { text }: ReplyRun) {
      if (text.includes('three')) throw new Error('no answer');
      taken.push(text);
    },
  };
  const writer = new ReplyWriter({
    log,
    begun: Promise.resolve(),
    pace: new WritingPace(),
    replyId: 'r',
    attempt: 1,
  });
  writer.write(said('one '));
  writer.write(said('two '));
  await writer.flush();
  expect(writer.written).toEqual([said('one two ')]);
  writer.write(said('three'));
  await expect(writer.flush()).rejects.toThrow('no answer');
  expect(writer.written).toEqual([said(taken.join(''))]);
  expect(writer.given).toEqual({ text: 13, reasoning: 0 });
});

describe('many replies that are written at once', () => {
  it('write their first words at once, and what follows together', async () => {
    const { turns, writers } = openWriters(40);
    for (const [index, writer] of writers.entries()) writer.write(said(`first ${index}`));
    await setImmediate();
    expect(turns.flat()).toHaveLength(40);
    const before = turns.length;
    for (const [index, writer] of writers.entries()) {
      writer.write(said(`then ${index}`));
      // Words of one beat come in many turns of the event loop.
      await setImmediate();
      writer.write(said(', and more'));
    }
    await expect.poll(() => writers.every((writer) => textOf(writer).endsWith('more'))).toBe(true);
    const later = turns.slice(before);
    expect(later.flat()).toContain('then 39, and more');
    expect(later.length).toBeLessThan(10);
  });

  it('lose nothing when one ends or leaves in the middle of a beat', async () => {
    const { turns, writers } = openWriters(20);
    for (const writer of writers) writer.write(said('a'));
    await setImmediate();
    for (const writer of writers) writer.write(said('b'));
    const [one] = writers;
    await one?.flush();
    expect(one?.written).toEqual([said('ab')]);
    await expect.poll(() => writers.every((writer) => textOf(writer) === 'ab')).toBe(true);
    expect(turns.flat()).toHaveLength(40);
  });
});

it('few replies write each for itself, as soon as there is something', async () => {
  const { pace, turns, writers } = openWriters(2);
  expect(pace.isCrowded).toBe(false);
  const [one, other] = writers;
  one?.write(said('a'));
  await setImmediate();
  await setImmediate();
  other?.write(said('b'));
  await setImmediate();
  expect(turns).toEqual([['a'], ['b']]);
  one?.write(said('c'));
  await expect.poll(() => one?.written).toEqual([said('ac')]);
});

describe('a model that thinks', () => {
  /** A writer, and what the log was given. */
  function openWriter() {
    const taken: ReplyRun[] = [];
    const log = {
      async append(_: string, __: number, run: ReplyRun) {
        taken.push(run);
      },
    };
    const writer = new ReplyWriter({
      log,
      begun: Promise.resolve(),
      pace: new WritingPace(),
      replyId: 'r',
      attempt: 1,
    });
    return { writer, taken };
  }

  it('has what it thinks and what it says written apart, in order, and what gathers of one kind together', async () => {
    const { writer, taken } = openWriter();
    for (const piece of [
      thought('Hm'),
      thought(', '),
      thought('yes.'),
      said('One '),
      said('two.'),
      thought('?'),
      said('!'),
    ])
      writer.write(piece);
    await writer.flush();
    expect(taken).toEqual([thought('Hm, yes.'), said('One two.'), thought('?'), said('!')]);
    expect(writer.written).toEqual([thought('Hm, yes.'), said('One two.'), thought('?'), said('!')]);
    expect(writer.given).toEqual({ text: 9, reasoning: 9 });
  });

  it('and turns to thinking without end keeps its text, and so many turns', async () => {
    const { writer } = openWriter();
    for (let n = 0; n < 3 * MOST_RETURNS_TO_REASONING; n++) {
      writer.write(said('a'));
      writer.write(thought('b'));
    }
    await writer.flush();
    expect(wordsOf(writer.written, 'text')).toHaveLength(3 * MOST_RETURNS_TO_REASONING);
    expect(wordsOf(writer.written, 'reasoning')).toHaveLength(MOST_RETURNS_TO_REASONING);
    expect(writer.written).toHaveLength(2 * MOST_RETURNS_TO_REASONING + 1);
  });
});
