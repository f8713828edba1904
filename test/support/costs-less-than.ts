import { expect } from 'vitest';

/**
 * Does something, and expects it to need less than so much processor time of this process. How long it takes doesn't
 * matter: that depends on what else the machine does.
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
