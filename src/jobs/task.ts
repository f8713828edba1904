import type { z } from 'zod';
import type { JobKind } from './job.ts';

/** What is known of a kind of job without doing its work: all that the code which asks for one needs. */
export interface JobTask<Input, Kind extends JobKind = JobKind> {
  readonly kind: Kind;
  /** What a job of the kind is told. */
  readonly input: z.ZodType<Input>;
  /** The most attempts that a job gets, counting those whose process died. */
  readonly attempts: number;
  /** An attempt that takes longer fails. */
  readonly timeLimitMs: number;
}
