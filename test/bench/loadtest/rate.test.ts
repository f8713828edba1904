import { describe, expect, it } from 'vitest';
import { arrivalsAt } from '../../../bench/loadtest/load/arrivals.ts';
import type { Intent } from '../../../bench/loadtest/load/choices.ts';
import { loadAtRate } from '../../../bench/loadtest/load/load-at-rate.ts';
import { readOptions } from '../../../bench/loadtest/options/read-options.ts';
import { dataOf, startFakeLex } from './fake-lex.ts';
import { reportOf } from './run-loadtest.ts';

describe('load at a rate', () => {
  it('comes evenly, and more and more often in the ramp-up', () => {
    const even = arrivalsAt(10, 0);
    expect([0, 1, 2, 30].map(even.dueMs)).toEqual([0, 100, 200, 3_000]);
    expect([0, 1, 100, 101, 1_000].map(even.before)).toEqual([0, 1, 1, 2, 10]);
    const ramped = arrivalsAt(10, 2_000);
    // Half as many as at the full rate, a quarter of them in the first half.
    expect([1_000, 2_000, 3_000].map((ms) => Math.round(ramped.before(ms)))).toEqual([3, 10, 20]);
    const dues = Array.from({ length: 30 }, (_, number) => ramped.dueMs(number));
    expect(dues).toEqual(dues.toSorted((one, other) => one - other));
    for (const [number, due] of dues.entries()) {
      expect(ramped.before(due - 1e-6)).toBeLessThanOrEqual(number);
      expect(ramped.before(due + 1e-6)).toBe(number + 1);
    }
  });

  it('begins steps at their times, however long others take, and by no more users than there may be', async () => {
    const stop = new AbortController();
    const options = readOptions('--rate 1000 --users 2 --duration 1h --ramp-up 0 --seed 1'.split(' '));
    const dues: number[] = [];
    const intents: Intent[] = [];
    const open: (() => void)[] = [];
    let [users, atOnce] = [0, 0];
    const newUser = () => {
      users++;
      return {
        run: (intent: Intent, dueMs: number) => {
          dues.push(dueMs);
          intents.push(intent);
          return new Promise<void>((resolve) => {
            open.push(resolve);
            atOnce = Math.max(atOnce, open.length);
          });
        },
      };
    };
    const load = loadAtRate(1_000, { options, signal: stop.signal, newUser });
    await expect.poll(() => [dues.length, load.waiting() > 20]).toEqual([2, true]);
    while (dues.length < 12) {
      open.shift()?.();
      await Promise.resolve();
    }
    stop.abort();
    for (const end of open) end();
    await load.done;
    expect(users).toBe(2);
    expect(atOnce).toBe(2);
    const since = dues.map((due) => Math.round((due - (dues[0] ?? 0)) * 1_000) / 1_000);
    expect(since).toEqual(since.map((_, number) => number));
    expect(new Set(intents.map(({ step }) => step))).toEqual(new Set(['chat', 'status']));
  });

  it('tells the time since a step was due from its service time, when a server is slow', async () => {
    const stop = new AbortController();
    let answered = 0;
    // The first answer takes as long as a hundred steps take to come; the others come at once.
    const lex = await startFakeLex({
      async data(ask) {
        if (ask.what === 'chat' && ask.before === 0) await new Promise((resolve) => setTimeout(resolve, 100));
        if (ask.what === 'chat' && ++answered === 12) stop.abort();
        return dataOf(ask);
      },
    });
    const line = `--rate 1000 --users 1 --duration 1h --ramp-up 0 --seed 0 --repeats 0 --transport http --turns 40`;
    const { report, stdout, code } = await reportOf(`${line} --url ${lex.url}`, stop.signal);
    const { latency, service } = report.measured.ack;
    // Each had to wait for the first, which no time of service shows.
    expect(latency.p50 ?? 0).toBeGreaterThan((service.p50 ?? 0) + 50);
    expect(report.neverBegun).toBeGreaterThan(0);
    expect(report.endedEarly).toBe(true);
    expect(stdout).toContain('service time');
    expect(stdout).toMatch(/\d+ steps were due and never begun/);
    expect(code).toBe(0);
  });
});
