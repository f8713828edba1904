import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/**
 * How much memory a process has to itself, in bytes. What it maps of files, such as its stores, is left out where the
 * system tells it apart: that is the system's page cache, which it takes back when it needs to.
 */
export function privateMemory(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const [, anonymous] = /^RssAnon:\s*(\d+) kB$/m.exec(status) ?? [];
    const [, swapped = '0'] = /^VmSwap:\s*(\d+) kB$/m.exec(status) ?? [];
    if (anonymous !== undefined) return (Number(anonymous) + Number(swapped)) * 1_024;
  } catch {
    // Not Linux.
  }
  return process.memoryUsage.rss();
}

/** What the machine, or the container that the process is in, lets it have in all, in bytes. */
export function availableMemory(): number {
  // 0, or more than there is, when nothing bounds it.
  const constrained = process.constrainedMemory();
  const total = totalmem();
  return constrained > 0 && constrained < total ? constrained : total;
}
