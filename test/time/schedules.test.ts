import { expect, it, onTestFinished, vi } from 'vitest';
import { createSchedules } from '../../src/time/schedules.ts';

const HOUR_MS = 3_600_000;

it('what is repeated is listed with how its last run went, and no longer once it is closed', async () => {
  const schedules = createSchedules();
  const told: unknown[] = [];
  const runs: (() => Promise<void>)[] = [];
  const begin = Date.now();
  const other = { name: 'b', does: 'Nothing.', everyMs: HOUR_MS, work: async () => undefined, failed: () => undefined };
  const repeated = schedules.repeat({
    name: 'a',
    does: 'Something.',
    everyMs: HOUR_MS,
    work: async () => runs.shift()?.(),
    failed: (error) => told.push(error),
  });
  const second = schedules.repeat(other);
  onTestFinished(async () => {
    await second.close();
  });
  const only = () => schedules.list()[0];
  expect(schedules.list().map(({ name }) => name)).toEqual(['a', 'b']);
  expect(only()).toMatchObject({ does: 'Something.', everyMs: HOUR_MS, isRunning: false, lastRun: undefined });
  const due = only()?.nextRunAt.getTime() ?? 0;
  expect(due).toBeGreaterThanOrEqual(begin + HOUR_MS);
  expect(due).toBeLessThanOrEqual(Date.now() + HOUR_MS);

  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  runs.push(() => held);
  repeated.begin();
  expect(only()).toMatchObject({ isRunning: true, lastRun: undefined });
  letGo();
  await vi.waitFor(() => expect(only()).toMatchObject({ isRunning: false, lastRun: { problem: undefined } }));

  const secret = new TypeError('password=hunter2');
  runs.push(() => Promise.reject(secret));
  await vi.waitFor(() => {
    repeated.begin();
    expect(only()?.lastRun?.problem).toBe('TypeError');
  });
  expect(told).toEqual([secret]);
  // The next one that goes well says so again.
  await vi.waitFor(() => {
    repeated.begin();
    expect(only()?.lastRun?.problem).toBeUndefined();
  });
  await repeated.close();
  expect(schedules.list().map(({ name }) => name)).toEqual(['b']);
});
