import { describe, expect, it } from 'vitest';
import { RecentTimes } from '../../src/metrics/recent-times.ts';

/** A clock that stands until it is set. */
function stillClock(at: number) {
  const clock = { at };
  return { clock, times: new RecentTimes(() => clock.at) };
}

const close = (ms: number): { asymmetricMatch(other: unknown): boolean } => ({
  asymmetricMatch: (other) => typeof other === 'number' && Math.abs(Math.log2(other / ms)) <= 1 / 4,
});

describe('the times of the last seconds', () => {
  it('are none at first', () => {
    const { times } = stillClock(12_345);
    expect(times.read()).toEqual({ perSecond: 0, p50Ms: undefined, p99Ms: undefined });
  });

  it('are told by their ranks, from a hundredth of a millisecond to minutes', () => {
    for (const [least, most] of [
      [0.02, 0.5],
      [1, 40],
      [300, 100_000],
    ] as const) {
      const { clock, times } = stillClock(50_000);
      for (let each = 0; each < 98; each++) times.observe(least);
      times.observe(most);
      times.observe(most);
      clock.at += 5_000;
      expect(times.read()).toEqual({ perSecond: 20, p50Ms: close(least), p99Ms: close(most) });
    }
  });

  it('take whatever a clock gives', () => {
    const { times } = stillClock(0);
    for (const odd of [0, -1, 0.001, Number.NaN, Number.POSITIVE_INFINITY, 1e12]) times.observe(odd);
    expect(times.read()).toEqual({ perSecond: 6, p50Ms: expect.any(Number), p99Ms: expect.any(Number) });
  });

  it('are forgotten second by second, whether somebody looks or not', () => {
    const { clock, times } = stillClock(0);
    for (let second = 0; second < 100; second++) {
      clock.at = second * 1_000;
      for (let each = 0; each < second; each++) times.observe(1);
    }
    clock.at = 100_000;
    expect(times.read().perSecond).toBe((95 + 96 + 97 + 98 + 99) / 5);
    clock.at = 103_000;
    expect(times.read().perSecond).toBe((98 + 99) / 5);
    clock.at = 10_000_000;
    expect(times.read()).toEqual({ perSecond: 0, p50Ms: undefined, p99Ms: undefined });
  });

  it('of a process that has just begun are of as long as it runs', () => {
    const { clock, times } = stillClock(700);
    for (let each = 0; each < 10; each++) times.observe(1);
    expect(times.read().perSecond).toBe(10);
    clock.at = 2_700;
    expect(times.read().perSecond).toBe(5);
  });
});
