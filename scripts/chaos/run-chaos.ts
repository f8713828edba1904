import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkBudgets } from './checks/budgets.ts';
import { type Evidence, gatherEvidence } from './checks/evidence.ts';
import { checkIsolation } from './checks/isolation.ts';
import { checkIndexes, checkMemories } from './checks/memories.ts';
import { checkMessages } from './checks/messages.ts';
import { checkReplies } from './checks/replies.ts';
import { checkNothingIsStuck } from './checks/stuck.ts';
import { type ChaosCluster, startChaosCluster } from './cluster/chaos-cluster.ts';
import { carryOut } from './faults/carry-out.ts';
import { planFaults } from './faults/fault-plan.ts';
import { startAgain } from './faults/process-faults.ts';
import { LEX_PROCESSES, recover } from './recover.ts';
import type { Report } from './report.ts';
import { createUsers } from './users/create-users.ts';
import { drive } from './users/drive.ts';

/** How long the cluster is used before the first fault, in milliseconds. */
const QUIET_MS = 2_000;

export interface ChaosOptions {
  readonly packageRoot: string;
  readonly seed: number;
  /** How long faults are made, in milliseconds; starting, recovering and checking come on top. */
  readonly durationMs: number;
  /** A directory for what the processes print. */
  readonly logs: string;
  readonly report: Report;
  /** Gives the run up: everything that was started ends. */
  readonly signal: AbortSignal;
}

/**
 * Drives users against the cluster while faults are made, lets it recover, and checks everything.
 *
 * @throws the signal's reason when the run was given up
 */
export async function runChaos(options: ChaosOptions): Promise<void> {
  const { packageRoot, logs, signal } = options;
  const cluster = await startChaosCluster(packageRoot, logs);
  try {
    signal.throwIfAborted();
    await useAndCheck(cluster, options);
  } finally {
    await cluster.stop();
  }
}

async function useAndCheck(cluster: ChaosCluster, options: ChaosOptions): Promise<void> {
  const { seed, durationMs, report, signal } = options;
  watchProcesses(cluster, options);
  const users = await createUsers(cluster, seed);
  const stopping = new AbortController();
  // All that users do listens to these.
  setMaxListeners(0, stopping.signal, signal);
  const driven = drive({ users, url: cluster.url, report, seed, stopped: stopping.signal, signal });
  // Looked at when the faults are over.
  driven.catch(() => undefined);
  try {
    await sleep(QUIET_MS, undefined, { signal });
    await carryOut(planFaults(seed, durationMs), { cluster, report, signal });
    report.event('all faults are over');
    await recover({ cluster, users, report, signal });
  } finally {
    stopping.abort();
  }
  await driven;
  report.event('all calls are answered and all streams are over');
  for (const { name, sent, streams, memories } of users) {
    const isUsed = Math.min(sent.length, streams.length, memories.size) > 0;
    report.check('each user has used the cluster', isUsed, () => name);
  }
  const evidence = gatherEvidence({ cluster, users, report, signal });
  await check(evidence);
}

async function check(evidence: Evidence): Promise<void> {
  const { cluster, report } = evidence;
  await checkNothingIsStuck(evidence);
  await checkMessages(evidence);
  await checkReplies(evidence);
  await checkBudgets(evidence);
  await checkMemories(evidence);
  await checkIsolation(evidence);
  await Promise.all(
    LEX_PROCESSES.map(async (name) => {
      const code = await cluster.topology.service(name).stop();
      report.check('processes that are told to stop exit with 0', code === 0, () => `${name}: ${code}`);
    }),
  );
  await checkIndexes(evidence, LEX_PROCESSES);
}

/** Notes processes of Lex that end though nobody has told them to, and starts them again as a supervisor does. */
function watchProcesses({ topology }: ChaosCluster, { report, signal }: ChaosOptions): void {
  for (const name of LEX_PROCESSES) {
    const service = topology.service(name);
    service.onEndedByItself = ({ code, signal: by }) => {
      if (signal.aborted) return;
      report.check('no process ends by itself', false, () => `${name}: ${code ?? by}\n${service.said.slice(-1_500)}`);
      startAgain(service, signal).catch((error: unknown) => report.event(`${name} does not start: ${error}`));
    };
  }
}
