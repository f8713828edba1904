import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { NOTE_STAYS_MS, noteTime } from '../../console/src/parts/note-time.ts';

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

it('is over once, when it has passed', () => {
  const over = vi.fn();
  noteTime(over).begin();
  vi.advanceTimersByTime(NOTE_STAYS_MS - 1);
  expect(over).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2 * NOTE_STAYS_MS);
  expect(over).toHaveBeenCalledOnce();
});

it('stands still while somebody is at the note, and begins anew afterwards', () => {
  const over = vi.fn();
  const time = noteTime(over);
  time.begin();
  vi.advanceTimersByTime(NOTE_STAYS_MS - 1);
  time.hold();
  vi.advanceTimersByTime(10 * NOTE_STAYS_MS);
  time.begin();
  vi.advanceTimersByTime(NOTE_STAYS_MS - 1);
  expect(over).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(over).toHaveBeenCalledOnce();
});

it('doesn’t begin again once the note was taken away', () => {
  const over = vi.fn();
  const time = noteTime(over);
  time.begin();
  time.stop();
  time.begin();
  vi.advanceTimersByTime(2 * NOTE_STAYS_MS);
  expect(over).not.toHaveBeenCalled();
});
