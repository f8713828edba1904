import { freemem, totalmem } from 'node:os';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, warning } from '../findings/finding.ts';

const MIB = 2 ** 20;
/** An embedded server has some 560 MB under load (docs/figures.md), and one of a cluster a good deal less. */
const EMBEDDED_NEEDS_MIB = 640;
const SCALED_NEEDS_MIB = 320;
/** Below this share of free memory a machine begins to swap, or the kernel to kill. */
const LEAST_FREE = 0.05;

export const machineMemory: Check = {
  name: 'machine.memory',
  timeoutMs: () => SHORT_MS,
  async run({ config }) {
    const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
    const total = Math.min(totalmem(), constrained);
    const needs = config?.databaseUrl ? SCALED_NEEDS_MIB : EMBEDDED_NEEDS_MIB;
    const memory = { totalMib: total / MIB, freeMib: freemem() / MIB, isLimited: constrained < totalmem() };
    return named('machine.memory', [judgeMemory(memory, needs)]);
  },
};

/** @param memory.isLimited whether `totalMib` is what a container is given, of which it isn't known what is free */
export function judgeMemory(
  {
    totalMib,
    freeMib,
    isLimited,
  }: { readonly totalMib: number; readonly freeMib: number; readonly isLimited: boolean },
  needsMib: number,
): Finding {
  const facts = { totalMib: Math.round(totalMib), freeMib: isLimited ? null : Math.round(freeMib) };
  const has = `${isLimited ? 'This container' : 'This machine'} has ${facts.totalMib} MiB of memory`;
  if (totalMib < needsMib) {
    return problem(
      `${has}; a process of Lex takes up to about ${needsMib}.`,
      'Give it more, or a machine with more.',
      facts,
    );
  }
  if (!isLimited && freeMib < totalMib * LEAST_FREE) {
    const says = `${has}, of which ${facts.freeMib} MiB are free: the kernel may end processes.`;
    return warning(says, 'Look which program takes it, or give the machine more.', facts);
  }
  return ok(isLimited ? `${has}.` : `${has}, of which ${facts.freeMib} MiB are free.`, facts);
}
