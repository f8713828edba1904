import { z } from 'zod';
import { type BusEvent, type EventBus, hintTopic, type Topic } from '../events/event-bus.ts';
import { JobFailure, JobState } from '../generated/prisma/enums.ts';
import type { Job } from './job.ts';

/** A job has changed. */
export interface JobChanged extends BusEvent {
  /** As it is after the change; undefined when events were missed: read the row. */
  readonly job: Job | undefined;
}

const time = z.iso.datetime().transform((text) => new Date(text));

const jobFromJson: z.ZodType<Job> = z.object({
  id: z.uuid(),
  number: z.string().regex(/^\d+$/).transform(BigInt),
  ownerId: z.uuid(),
  kind: z.string(),
  state: z.enum(JobState),
  progress: z.number(),
  step: z.string().nullable(),
  attempts: z.int(),
  attemptLimit: z.int(),
  revision: z.int(),
  cancelRequested: z.boolean(),
  error: z.string().nullable(),
  result: z.unknown(),
  input: z.unknown(),
  conversationId: z.uuid().nullable(),
  messageId: z.uuid().nullable(),
  // Processes of an older version, which may run beside this one, don't send it.
  afterMessageId: z.uuid().nullable().default(null),
  errorCode: z.string().nullable().default(null),
  failure: z.enum(JobFailure).nullable().default(null),
  cause: z.string().nullable().default(null),
  turn: z.int().default(0),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
});

const jobChanged: z.ZodType<JobChanged> = z.object({
  key: z.string(),
  job: jobFromJson.optional().transform((job) => job),
});

function jobsTopic(name: string, missedKey: string): Topic<JobChanged> {
  return {
    name,
    missed: { key: missedKey, job: undefined },
    read: (value) => jobChanged.safeParse(value).data,
  };
}

export const jobTopic = (jobId: string): Topic<JobChanged> => jobsTopic(`job.${jobId}`, jobId);
export const ownerJobsTopic = (ownerId: string): Topic<JobChanged> => jobsTopic(`jobs.${ownerId}`, '');

/** Tells those who watch the job, and those who watch all jobs of its owner. */
export function publishJob(events: EventBus, job: Job): void {
  events.publish(jobTopic(job.id), { key: job.id, job });
  events.publish(ownerJobsTopic(job.ownerId), { key: job.id, job });
}

/** A job is to end. Its id is the key; it may run in any process. */
export const CANCEL_TOPIC: Topic<BusEvent> = hintTopic('jobs.cancel');
