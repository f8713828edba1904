import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { within } from '../../src/time/within.ts';

const LONG_MS = 60_000;
const never = () => new Promise<never>(() => undefined);

it('gives what the work brings, or what it failed with', async () => {
  expect(await within(LONG_MS, Promise.resolve('done'))).toBe('done');
  await expect(within(LONG_MS, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

it('says when the time is up, in the way that it was told', async () => {
  await expect(within(1, never())).rejects.toThrow('no answer within 1 ms');
  expect(await within(1, never(), { late: () => 'late' })).toBe('late');
  const late = () => {
    throw new RangeError('too late');
  };
  await expect(within(1, never(), { late })).rejects.toThrow(RangeError);
});

it('ends with its signal, also with one that has aborted before', async () => {
  const controller = new AbortController();
  const waiting = within(LONG_MS, never(), { signal: controller.signal });
  controller.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  await expect(within(LONG_MS, Promise.resolve(1), { signal: controller.signal })).rejects.toThrow('stopped');
});

it('leaves nothing at its signal, and no failure of the work without somebody who hears of it', async () => {
  const { signal } = new AbortController();
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  expect(await within(1, work, { late: () => 'late', signal })).toBe('late');
  expect(await within(LONG_MS, Promise.resolve('done'), { signal })).toBe('done');
  await new Promise((resolve) => setImmediate(resolve));
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  // Vitest fails a file in which a rejection goes unhandled.
  fail(new Error('later'));
  await new Promise((resolve) => setImmediate(resolve));
});
