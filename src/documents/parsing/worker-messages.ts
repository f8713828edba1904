import { z } from 'zod';

/** What the thread is given. The bytes are its own. */
export const workerInput = z.object({
  bytes: z.instanceof(Uint8Array),
  claim: z.object({ name: z.string(), contentType: z.string() }),
  limits: z.object({ maxCharacters: z.number(), maxBufferBytes: z.number() }),
});
export type WorkerInput = z.infer<typeof workerInput>;

const part = z.object({
  content: z.string(),
  page: z.int().optional(),
  heading: z.string().optional(),
});

/** What the thread answers: pieces, each after it was asked for, and then the end or a problem. */
export const workerAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('parts'), parts: z.array(part), share: z.number(), step: z.string() }),
  z.object({
    kind: z.literal('end'),
    type: z.enum(['TEXT', 'MARKDOWN', 'HTML', 'PDF', 'DOCX', 'EPUB']),
    pages: z.int().optional(),
  }),
  z.object({ kind: z.literal('problem'), message: z.string() }),
]);
export type WorkerAnswer = z.infer<typeof workerAnswer>;
