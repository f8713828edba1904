import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosCluster } from '../cluster/chaos-cluster.ts';
import type { Report } from '../report.ts';
import type { Fault, FaultKind } from './fault.ts';
import { diskFaults, modelFaults } from './other-faults.ts';
import { processFaults } from './process-faults.ts';
import { storeFaults } from './store-faults.ts';
import { wireFaults } from './wire-faults.ts';

/** Begins a fault. @returns what ends it; undefined when it can't be done here */
export type Begin = (at: {
  readonly cluster: ChaosCluster;
  readonly report: Report;
  readonly target: string;
  /** Aborted when the run is given up. */
  readonly signal: AbortSignal;
}) => Promise<(() => Promise<void>) | undefined>;

const BEGIN: Readonly<Record<FaultKind, Begin>> = {
  ...processFaults,
  ...storeFaults,
  ...wireFaults,
  ...diskFaults,
  ...modelFaults,
};

/**
 * Carries a plan out. What hits the same target waits for the one before it to be over, be it late.
 *
 * Resolves when all faults are over.
 */
export async function carryOut(
  plan: readonly Fault[],
  {
    cluster,
    report,
    signal,
  }: { readonly cluster: ChaosCluster; readonly report: Report; readonly signal: AbortSignal },
): Promise<void> {
  const started = performance.now();
  const under = new Map<string, Promise<void>>();
  try {
    for (const fault of plan) {
      await sleep(Math.max(0, started + fault.atMs - performance.now()), undefined, { signal });
      const before = under.get(fault.target) ?? Promise.resolve();
      const one = before.then(async () => {
        const { kind, target, forMs } = fault;
        if (signal.aborted) return;
        report.event(`${kind}: ${target}, ${forMs} ms`);
        const end = await BEGIN[kind]({ cluster, report, target, signal });
        if (!end) return report.leftOut(kind);
        report.fault(kind);
        try {
          await sleep(forMs, undefined, { signal });
        } finally {
          await end();
          report.event(`over: ${kind}: ${target}`);
        }
      });
      // It is looked at when all are over.
      one.catch(() => undefined);
      under.set(fault.target, one);
    }
  } finally {
    // Who gives the run up stops the cluster next.
    await Promise.allSettled(under.values());
  }
  await Promise.all(under.values());
}
