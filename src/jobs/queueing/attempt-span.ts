import { activeSpan, withSpan } from '../../tracing/active-span.ts';
import { failureType } from '../../tracing/failure-type.ts';
import type { Tracer } from '../../tracing/span.ts';
import type { JobEnd } from '../job.ts';
import type { BegunJob } from '../job-store.ts';

/**
 * Makes an attempt as a part of the trace in which its job was stored, whichever process makes it, and however many
 * were begun before. Without a tracer it is merely made.
 *
 * @param began when the task was taken, as `performance.now()` counts
 */
export async function inAttemptSpan<T>(
  tracer: Tracer | undefined,
  { job: { id, kind, attempts, createdAt, startedAt }, traceparent }: BegunJob,
  began: number,
  attempt: () => Promise<T>,
): Promise<T> {
  if (!tracer) return attempt();
  const isFirst = attempts === 1 && startedAt !== null;
  const start = {
    name: `process ${kind}`,
    kind: 'consumer',
    attributes: {
      'messaging.system': 'lex',
      'messaging.destination.name': 'jobs',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.message.id': id,
      'lex.job.kind': kind,
      'lex.job.attempt': attempts,
      // By one clock, the database's.
      'lex.job.wait_ms': isFirst ? startedAt.getTime() - createdAt.getTime() : undefined,
    },
    ids: { jobId: id },
  } as const;
  const span = tracer.resume(start, traceparent, performance.now() - began);
  try {
    return await withSpan(span, attempt);
  } finally {
    span.end();
  }
}

/** Notes in the span of an attempt that it failed, after which there may be another. */
export function noteFailure(error: unknown): void {
  activeSpan()?.fail(failureType(error));
}

/** Notes in the span of an attempt how the job has ended. */
export function noteEnd(end: JobEnd): void {
  const span = activeSpan();
  span?.set({ 'lex.job.state': end.state });
  if (end.state === 'FAILED') span?.fail(end.code);
}
