import { builder } from '../graphql/builder.ts';
import type { Job } from './job.ts';

/** The GraphQL type `Job`, for features that refer to it; job-schema.ts says what it holds. */
export const JobRef = builder.objectRef<Job>('Job');
