import { UnavailableError } from '../../errors.ts';
import { encodeGlobalId, VIEWER_ID_TYPE } from '../../global-id.ts';
import type { ProcessOutcome } from './give-orders.ts';
import type { MemoryDifference } from './memory-check.ts';

/** What the owner of the job sees of each process. */
export interface ShownProcess {
  /** As host:pid. */
  readonly process: string;
  readonly role: string;
  readonly state: ProcessOutcome['state'];
  readonly partitions: number;
  readonly error?: string;
}

/** @throws {UnavailableError} when no process has done the work */
export function showProcesses(outcomes: readonly ProcessOutcome[]): ShownProcess[] {
  if (outcomes.length === 0) throw new UnavailableError('The process that was asked has ended: ask again.');
  if (!outcomes.some(({ state }) => state === 'DONE')) {
    const [failed] = outcomes.flatMap((each) => (each.state === 'FAILED' ? [each.error] : []));
    throw new UnavailableError(failed ?? 'No process tells anything of it any more: ask again.');
  }
  return outcomes.map((each) => ({
    process: nameOf(each),
    role: each.process.role,
    state: each.state,
    partitions: each.state === 'DONE' ? each.outcome.partitions : 0,
    ...(each.state === 'FAILED' ? { error: each.error } : {}),
  }));
}

export function nameOf({ process: { host, pid } }: ProcessOutcome): string {
  return `${host}:${pid}`;
}

/** A difference as the owner of the job sees it: of the memories of others, that there is one. */
export function showDifference(viewerId: string, { memoryId, ownerId, namespace, key, differs }: MemoryDifference) {
  const id = encodeGlobalId('Memory', memoryId);
  return ownerId === viewerId
    ? { id, namespace, key, differs }
    : { id, userId: encodeGlobalId(VIEWER_ID_TYPE, ownerId), differs };
}
