import { describe, expect, it } from 'vitest';
import { type Answers, dataOf, STORED, type StreamPart, startFakeLex } from './fake-lex.ts';
import { reportOf } from './run-loadtest.ts';

/** One user who says one thing. */
const ONE = '--users 1 --duration 1ms --seed 0 --repeats 0 --transport sse';
const delta = (cursor: string, text: string): StreamPart => ({ kind: 'DELTA', cursor, text });
const completed = (cursor: string, content: string): StreamPart => ({ kind: 'COMPLETED', cursor, content });
/** A server whose stream has these parts, whatever was seen before. */
const streaming = (...parts: readonly StreamPart[]): Answers => ({ stream: () => parts });
/** A server that has stored this. */
const storing = (...stored: readonly object[]): Answers => ({ data: (ask) => dataOf(ask, stored) });
const [message = {}, reply = {}] = STORED;

describe('a load test looks at what it is answered', () => {
  it('and finds nothing wrong where nothing is', async () => {
    const lex = await startFakeLex();
    const { code, report, stdout } = await reportOf(`${ONE} --url ${lex.url}`);
    expect(report.correctness).toMatchObject({ checkedConversations: 1, failedChecks: 0, counts: [], examples: [] });
    expect(report.steps.chat).toMatchObject({ begun: 1, done: 1, failed: 0, cutOff: 0 });
    expect(lex.asked).toEqual({ chat: 1, status: 1, stream: 1, conversation: 1, message: 0 });
    expect(report.measured['first-delta'].count).toBe(1);
    expect(report.measured.reply.count).toBe(1);
    expect(stdout).toContain('nothing was wrong');
    expect(code).toBe(0);
  });

  it.each<[kind: string, what: string, answers: Answers, more?: string]>([
    ['GAP', 'a stream that lacks words', streaming(delta('1-3', 'Hel'), completed('1-6', 'Hello'))],
    ['GAP', 'a stream without words', streaming(completed('1-6', 'Hello'))],
    [
      'REPEAT',
      'a stream that has words twice',
      streaming(delta('1-3', 'Hel'), delta('1-4', 'Hel'), delta('1-5', 'lo'), completed('1-6', 'Hello')),
    ],
    [
      'REPEAT',
      'a cursor that comes twice',
      streaming(delta('1-3', 'Hel'), delta('1-3', 'lo'), completed('1-6', 'Hello')),
    ],
    ['DIFFERENT', 'a stream with other words', streaming(delta('1-5', 'Jello'), completed('1-6', 'Hello'))],
    [
      'AFTER_END',
      'words after the end',
      streaming(delta('1-5', 'Hello'), completed('1-6', 'Hello'), delta('1-7', '!')),
    ],
    ['UNENDED', 'a reply without an end', streaming(delta('1-3', 'Hel'), 'silence'), '--reply-timeout 200ms'],
    ['DOUBLED', 'two replies to what was sent twice', {}, '--repeats 1'],
    ['DOUBLED', 'two stored replies', storing(message, reply, { ...reply, id: 'r1' })],
    ['DOUBLED', 'a message that nobody sent', storing(message, reply, { ...message, id: 'm1' })],
    ['LOST', 'a reply that is not stored', storing(message)],
    ['LOST', 'a message that is not stored', storing(reply)],
    ['DIFFERENT', 'a reply that is stored without its end', storing(message, { ...reply, state: 'STREAMING' })],
  ])('and finds %s: %s', async (kind, _, answers, more) => {
    const lex = await startFakeLex(answers);
    // What comes last wins over what was said before.
    const repeats = more?.startsWith('--repeats') ? ONE.replace('--repeats 0', more) : `${ONE} ${more ?? ''}`.trim();
    const { code, report, stdout } = await reportOf(`${repeats} --url ${lex.url}`);
    expect(report.correctness.counts.map((each) => each.kind)).toContain(kind);
    expect(report.correctness.examples[0]?.detail).toMatch(/^(reply|conversation) /);
    expect(stdout).toContain(kind);
    expect(code).toBe(1);
  });

  it('and goes on from its cursor when a stream breaks, which is no fault of what it has', async () => {
    const after: unknown[] = [];
    const lex = await startFakeLex({
      stream({ before, variables }) {
        after.push(variables['after']);
        return before === 0
          ? [delta('1-3', 'Hel'), 'cut']
          : before === 1
            ? [delta('1-4', 'l')]
            : [delta('1-5', 'o'), completed('1-6', 'Hello')];
      },
    });
    const { code, report } = await reportOf(`${ONE} --url ${lex.url}`);
    expect(after).toEqual([null, '1-3', '1-4']);
    expect(report.correctness.counts).toEqual([]);
    expect(report.breaks.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(report.steps.chat).toMatchObject({ done: 1, failed: 0 });
    expect(code).toBe(0);
  });

  it('and reads a conversation at the end that could not be read before', async () => {
    const lex = await startFakeLex({
      refuse: ({ what, before }) =>
        what === 'conversation' && before === 0 ? { status: 503, body: 'Away.' } : undefined,
      data: (ask) => dataOf(ask, [message]),
    });
    const { code, report } = await reportOf(`${ONE} --turns 1 --url ${lex.url}`);
    expect(report.correctness).toMatchObject({ checkedConversations: 1, failedChecks: 0 });
    expect(report.correctness.counts).toEqual([{ kind: 'LOST', count: 1 }]);
    expect(code).toBe(1);
  });

  it('and takes a reply that is begun again for the new one', async () => {
    const begunAgain: StreamPart = { kind: 'RESTARTED', cursor: '2-0' };
    const lex = await startFakeLex(
      streaming(delta('1-3', 'Hal'), begunAgain, delta('2-5', 'Hello'), completed('2-6', 'Hello')),
    );
    const { code, report } = await reportOf(`${ONE} --url ${lex.url}`);
    expect(report.correctness.counts).toEqual([]);
    expect(code).toBe(0);
  });

  it('and tells a reply that was only late from one that has no end', async () => {
    const lex = await startFakeLex({
      stream: ({ before }) => (before === 0 ? ['silence'] : [delta('1-5', 'Hello'), completed('1-6', 'Hello')]),
    });
    const { code, report } = await reportOf(`${ONE} --reply-timeout 5s --url ${lex.url}`);
    expect(report.errors.chat).toEqual([{ code: 'REPLY_TIMEOUT', count: 1 }]);
    expect(report.correctness.counts).toEqual([]);
    expect(code).toBe(0);
  });
});
