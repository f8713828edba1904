import { z } from 'zod';
import { processCard } from './process-card.ts';

/** The order that asks a process for its report, over the channel in its data directory. */
export const reportOrder = z.strictObject({ order: z.literal('process.report') });

/** What a process tells of itself and of what it stands on: what only it can look at while it runs. */
export const processReport = z.object({
  card: processCard,
  components: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['UP', 'DEGRADED', 'DOWN']),
      latencyMs: z.number(),
      detail: z.string().optional(),
    }),
  ),
  /** Of its database; null when that could not be looked at. */
  database: z
    .object({
      /** As `SHOW server_version` says it. */
      version: z.string(),
      /** The migrations of its version of Lex that are missing, those that it doesn't know, and other ones than its. */
      lacking: z.array(z.string()),
      unknown: z.array(z.string()),
      changed: z.array(z.string()),
    })
    .nullable(),
});
export type ProcessReport = z.infer<typeof processReport>;
