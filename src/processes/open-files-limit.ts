import { readFileSync } from 'node:fs';

/**
 * How many files, sockets among them, this process may have open at a time: the limit in force, which Node raises at
 * its start as far as it may. Undefined where the system isn't Linux, which tells; infinite where there is none.
 */
export function openFilesLimit(): number | undefined {
  try {
    const [, soft = ''] = /^Max open files +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number.parseInt(soft, 10) || undefined;
  } catch {
    return undefined;
  }
}
