import type { BusEvent, Topic } from '../events/event-bus.ts';
import type { Job } from './job.ts';

/** A job as it is after a change. */
export interface JobChanged extends BusEvent {
  readonly job: Job;
}

/** Somebody wants a job to end that may be running in any process. */
export interface CancelRequested extends BusEvent {
  readonly jobId: string;
}

export const jobTopic = (jobId: string): Topic<JobChanged> => `job.${jobId}`;
export const ownerJobsTopic = (ownerId: string): Topic<JobChanged> => `jobs.${ownerId}`;
export const CANCEL_TOPIC: Topic<CancelRequested> = 'jobs.cancel';
