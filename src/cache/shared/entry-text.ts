import { z } from 'zod';
import type { SharedEntry } from './shared-level.ts';

/** The longest that anything is kept for other processes, in milliseconds: as long as a journal lives at least. */
const LONGEST_MS = 3_600_000;

/** The first line of an entry. */
const headSchema = z.strictObject({
  position: z.int().nonnegative(),
  keepMs: z.int().positive().max(LONGEST_MS),
  tags: z.array(z.string()),
});

/** Lua: what scripts read of the first line, which begins as {@link writeEntry} writes it. */
export const POSITION_IN_LUA = `'^{"position":(%d+),'`;
export const POSITION_AND_TIME_IN_LUA = `'^{"position":(%d+),"keepMs":(%d+),'`;

/** An entry as it is stored; how long it has left is known by its time in Redis. */
export function writeEntry({ position, keepMs, tags, text }: Omit<SharedEntry, 'ageMs'>): string {
  const head: z.infer<typeof headSchema> = { position, keepMs, tags: [...tags] };
  return `${JSON.stringify(head)}\n${text}`;
}

/**
 * Reads what some process has stored.
 *
 * @param leftMs how long it may still be used
 * @returns undefined when it is no entry, or lives longer than it says
 */
export function readEntry(stored: string, leftMs: number): SharedEntry | undefined {
  const end = stored.indexOf('\n');
  if (end < 0 || leftMs <= 0) return undefined;
  const head = readHead(stored.slice(0, end));
  if (!head || leftMs > head.keepMs) return undefined;
  const { position, keepMs, tags } = head;
  return { position, keepMs, tags: new Set(tags), ageMs: keepMs - leftMs, text: stored.slice(end + 1) };
}

function readHead(line: string): z.infer<typeof headSchema> | undefined {
  try {
    return headSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
