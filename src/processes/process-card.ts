import { z } from 'zod';

/** What a process shows of itself. */
export const processCard = z.object({
  /** Made anew at each start. */
  id: z.uuid(),
  host: z.string().max(255),
  pid: z.int(),
  role: z.enum(['all', 'serve', 'work']),
  /** Of Lex, and of Node. */
  version: z.string().max(100),
  node: z.string().max(100),
  startedAt: z.iso.datetime(),
  /** How many files it may have open, sockets among them; null: it isn't known, or there is no limit. */
  openFiles: z.number().nullable(),
  /** What is shown of the settings that all should have in common, by name: see config/setting-digests.ts. */
  settings: z.record(z.string().max(100), z.string().max(100)),
});
export type ProcessCard = z.infer<typeof processCard>;

/** A card as it is shown where processes meet. */
export const shownCard = processCard.extend({
  /** When it was last shown, by the clock of that place, in milliseconds. */
  shownAt: z.number(),
  /** How far the process's clock was ahead of that one then, in milliseconds. */
  clockAheadMs: z.number(),
});
export type ShownCard = z.infer<typeof shownCard>;
