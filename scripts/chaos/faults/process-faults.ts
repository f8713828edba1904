import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from '../../cluster/service-process.ts';
import type { Begin } from './carry-out.ts';

/** How long a process is started again and again while what it needs may be away, in milliseconds. */
const PATIENCE_MS = 180_000;
const PAUSE_MS = 500;

/**
 * Starts a process as a supervisor does: again when it ends at its start, since its database may be away.
 *
 * @throws what it said, when it doesn't start in three minutes
 */
export async function startAgain(service: ServiceProcess, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!signal.aborted && !service.isRunning) {
    try {
      return await service.start();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

const kill: Begin = async ({ cluster, target, signal }) => {
  const service = cluster.topology.service(target);
  await service.stop('SIGKILL');
  return () => startAgain(service, signal);
};

const stop: Begin = async ({ cluster, report, target, signal }) => {
  const service = cluster.topology.service(target);
  if (service.isRunning) {
    const code = await service.stop('SIGTERM');
    report.check(
      'processes that are told to stop exit with 0',
      code === 0,
      () => `${target}: ${code}\n${service.said}`,
    );
  }
  return () => startAgain(service, signal);
};

const pause: Begin = async ({ cluster, target }) => {
  const service = cluster.topology.service(target);
  service.signal('SIGSTOP');
  return async () => service.signal('SIGCONT');
};

const reload: Begin = async ({ cluster, target }) => {
  cluster.topology.service(target).signal('SIGHUP');
  return async () => undefined;
};

/** Faults of single processes. */
export const processFaults = {
  'kill a worker': kill,
  'stop a worker': stop,
  'pause a worker': pause,
  'kill a server': kill,
  'stop a server': stop,
  'pause a server': pause,
  'kill nginx': kill,
  'stop nginx': stop,
  'pause nginx': pause,
  'reload nginx': reload,
} as const;
