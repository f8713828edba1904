import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStream } from '../../../scripts/chaos/checks/replies.ts';
import { FAULTS } from '../../../scripts/chaos/faults/fault.ts';
import { planFaults } from '../../../scripts/chaos/faults/fault-plan.ts';
import { readOptions } from '../../../scripts/chaos/options.ts';
import { Report } from '../../../scripts/chaos/report.ts';
import type { ReplyEvent } from '../../../scripts/chaos/users/user.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('a plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planFaults(7, 120_000)).toEqual(planFaults(7, 120_000));
    expect(planFaults(7, 120_000)).not.toEqual(planFaults(8, 120_000));
    expect(planFaults(7, 120_000).slice(0, 5)).toEqual(planFaults(7, 60_000).slice(0, 5));
  });

  it('has each kind before it has one again, in order, within its time', () => {
    const plan = planFaults(7, 120_000);
    const kinds = Object.keys(FAULTS);
    expect(new Set(plan.slice(0, kinds.length).map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(plan.map(({ atMs }) => atMs)).toEqual(plan.map(({ atMs }) => atMs).sort((a, b) => a - b));
    expect(Math.max(...plan.map(({ atMs }) => atMs))).toBeLessThan(120_000);
    for (const { kind, target } of plan) expect(FAULTS[kind].targets).toContain(target);
  });
});

describe('a stream that was followed', () => {
  const delta = (cursor: string, text: string): ReplyEvent => event('DELTA', cursor, text);
  const event = (kind: ReplyEvent['kind'], cursor: string, text: string | null = null): ReplyEvent => ({
    kind,
    cursor,
    text,
    reasoning: null,
    message: null,
  });
  const read = (...events: readonly ReplyEvent[]) => readStream({ replyId: 'x', over: 'sse', events });

  it('is read as a client reads it', () => {
    const end = event('COMPLETED', '2-6');
    const seen = [delta('1-3', 'The'), event('RESTARTED', '2-0'), delta('2-2', 'An'), delta('2-5', ' ox'), end];
    expect(read(...seen)).toEqual({ text: 'An ox', reasoning: '', end: 'COMPLETED', fault: undefined });
  });

  it.each<[string, readonly ReplyEvent[]]>([
    ['a gap at its beginning', [delta('1-5', 'ox')]],
    ['a gap', [delta('1-3', 'The'), delta('1-6', 'ox')]],
    ['a repeat', [delta('1-3', 'The'), delta('1-3', 'The')]],
    ['another attempt that nobody told of', [delta('1-3', 'The'), delta('2-2', 'An')]],
    ['an attempt that begins twice', [delta('2-2', 'An'), event('RESTARTED', '2-0')]],
    ['words after its end', [event('COMPLETED', '1-1'), delta('1-2', 'An')]],
  ])('with %s is found out', (_, events) => {
    expect(read(...events).fault).toBeDefined();
  });
});

describe('the report of a run', () => {
  it('counts faults and checks by kind, and shows the evidence of what failed', async () => {
    const file = join(await temporaryDirectory(), 'events.log');
    const report = new Report(file);
    report.fault('kill Redis');
    report.fault('kill Redis');
    report.leftOut('fill a disk');
    report.check('each reply has ended', true, () => 'nobody asks');
    expect(report.failed).toBe(false);
    expect(report.text()).toContain('Nothing is wrong.');
    for (let n = 0; n < 12; n++) report.check('each reply has ended', false, () => `reply ${n} is PENDING`);
    expect(report.failed).toBe(true);
    expect(report.text()).toMatch(/Faults: 2\n +2 {2}kill Redis\n/);
    expect(report.text()).toMatch(/Checks: 13\n/);
    expect(report.text()).toMatch(/12 violations:\n.*reply 9 is PENDING.*and 2 more/s);
    expect(report.text()).toContain('fill a disk');
    expect((await readFile(file, 'utf8')).match(/VIOLATION/g)).toHaveLength(12);
  });
});

describe('the command line', () => {
  it('takes minutes and a seed, and makes a seed where none is given', () => {
    expect(readOptions(['--minutes', '0.5', '--seed', '7'])).toEqual({ minutes: 0.5, seed: 7 });
    expect(readOptions([])).toEqual({ minutes: 2, seed: expect.any(Number) });
  });

  it.each([['--minutes', 'x'], ['--minutes', '0'], ['--seed', '-1'], ['--seed', '1.5'], ['more'], ['--hours', '1']])(
    'refuses %s %s with its usage',
    (...args) => {
      expect(() => readOptions(args)).toThrow('Usage: npm run chaos');
    },
  );
});
