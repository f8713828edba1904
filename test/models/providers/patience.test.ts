import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { longestWaitMs, Patience } from '../../../src/models/providers/patience.ts';

const silence = { firstTokenMs: 1_000, betweenMs: 100 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('begins the wait anew with each sign of life, up to twice the time without a token', () => {
  const patience = new Patience(silence);
  expect(patience.next()).toEqual({ ms: 1_000, toldMs: 1_000 });
  vi.advanceTimersByTime(900);
  expect(patience.next()).toEqual({ ms: 1_000, toldMs: 1_000 });
  vi.advanceTimersByTime(900);
  expect(patience.next()).toEqual({ ms: 200, toldMs: 2_000 });
  vi.advanceTimersByTime(900);
  expect(patience.next()).toEqual({ ms: 0, toldMs: 2_000 });
});

it('is the other one after the first token, and anew after each', () => {
  const patience = new Patience(silence);
  vi.advanceTimersByTime(900);
  patience.token();
  expect(patience.next()).toEqual({ ms: 100, toldMs: 100 });
  vi.advanceTimersByTime(150);
  expect(patience.next()).toEqual({ ms: 50, toldMs: 200 });
  patience.token();
  expect(patience.next()).toEqual({ ms: 100, toldMs: 100 });
});

it('is never longer than a job of it is given', () => {
  expect(longestWaitMs(silence)).toBe(2_200);
});
