import { beforeEach, expect, it, vi } from 'vitest';
import { keepFresh } from '../../src/metrics/kept-fresh.ts';

const EVERY_MS = 1_000;
const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** What is found out is how often it was looked. */
function counting(tookMs = 0) {
  let looks = 0;
  const look = async () => {
    if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs));
    looks += 1;
    return looks;
  };
  return { kept: keepFresh(look, { everyMs: EVERY_MS }), looks: () => looks };
}

it('nothing is looked at before somebody reads, and readers at the same time share one look', async () => {
  const { kept, looks } = counting();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(looks()).toBe(0);
  expect(await Promise.all([kept.read(), kept.read(), kept.read()])).toEqual([1, 1, 1]);
});

it('a reader is given what was found in the background, however many read', async () => {
  const { kept, looks } = counting();
  await kept.read();
  await vi.advanceTimersByTimeAsync(15 * EVERY_MS);
  const before = looks();
  expect(before).toBeGreaterThan(10);
  for (let reads = 0; reads < 100; reads++) expect(await kept.read()).toBe(before);
  expect(looks()).toBe(before);
});

it('a look that takes longer than it should is waited for', async () => {
  let answer: (value: string) => void = () => undefined;
  let looks = 0;
  const kept = keepFresh(
    () => (++looks === 1 ? Promise.resolve('old') : new Promise<string>((resolve) => (answer = resolve))),
    {
      everyMs: EVERY_MS,
    },
  );
  expect(await kept.read()).toBe('old');
  await vi.advanceTimersByTimeAsync(2 * EVERY_MS);
  const late = kept.read();
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  answer('new');
  expect(await late).toBe('new');
});

it('one that takes long comes less often, so that it takes a tenth of the time at most', async () => {
  const { kept, looks } = counting(300);
  const first = kept.read();
  await vi.advanceTimersByTimeAsync(33_000);
  await first;
  expect(looks()).toBeLessThanOrEqual(10);
  expect(looks()).toBeGreaterThanOrEqual(9);
});

it('it ends when nobody has read for five minutes, and begins again', async () => {
  const { kept, looks } = counting();
  await kept.read();
  await vi.advanceTimersByTimeAsync(6 * MINUTE_MS);
  const before = looks();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(looks()).toBe(before);
  expect(await kept.read()).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(looks()).toBe(before + 2);
});

it('a failure is told to who reads, and the next look is made all the same', async () => {
  let fails = true;
  const kept = keepFresh(
    async () => {
      if (fails) throw new Error('away');
      return 'back';
    },
    { everyMs: EVERY_MS },
  );
  await expect(kept.read()).rejects.toThrow('away');
  await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
  await expect(kept.read()).rejects.toThrow('away');
  fails = false;
  await vi.advanceTimersByTimeAsync(EVERY_MS);
  expect(await kept.read()).toBe('back');
});

it('it looks no more when it is closed', async () => {
  const { kept, looks } = counting();
  await kept.read();
  await kept.close();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(looks()).toBe(1);
});
