import { z } from 'zod';
import type { Job } from '../../jobs/job.ts';
import type { JobTask } from '../../jobs/task.ts';

/** What the job of a reply is told; the message says the rest. */
export interface ReplyInput {
  readonly messageId: string;
  /** For processes of an older version: the message says which model writes it. */
  readonly model: string;
  readonly voiceMode: boolean;
  /** Where the user is, if the client has said so. */
  readonly timeZone?: string | undefined;
}

/** Writes a reply. */
export const replyTask: JobTask<ReplyInput, 'REPLY'> = {
  kind: 'REPLY',
  input: z.object({
    messageId: z.uuid(),
    model: z.string(),
    voiceMode: z.boolean(),
    timeZone: z.string().optional(),
  }),
  attempts: 3,
  timeLimitMs: 15 * 60_000,
};

/** The zone that the client said with the message which a job answers. */
export function timeZoneOf({ input }: Job): string | undefined {
  return replyTask.input.safeParse(input).data?.timeZone;
}
