import { expect } from 'vitest';

/**
 * Does something, and expects it to need less than so much processor time of this process: on a busy machine it may take
 * as long as it likes.
 *
 * @returns what it made
 */
export async function costsLessThan<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const made = await work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(ms);
  return made;
}
