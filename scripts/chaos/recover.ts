import type { Evidence } from './checks/evidence.ts';
import { untilHolds } from './checks/until-holds.ts';
import { startAgain } from './faults/process-faults.ts';

/** The processes of the cluster that answer or work. */
export const LEX_PROCESSES = ['serve-1', 'serve-2', 'serve-3', 'work-1', 'work-2'] as const;

/** Resolves when all processes run and the servers say that they are ready. */
export async function recover({ cluster, report, signal }: Omit<Evidence, 'rows'>): Promise<void> {
  const { topology } = cluster;
  await Promise.all([...LEX_PROCESSES, 'nginx'].map((name) => startAgain(topology.service(name), signal)));
  for (const [name, url] of [...topology.serverUrls, ['nginx', topology.url] as const]) {
    const isReady = async () => (await fetch(`${url}/health/ready`)).ok;
    report.check('each server is ready afterwards', await untilHolds(isReady, signal), () => name);
  }
}
