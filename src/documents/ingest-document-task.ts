import { z } from 'zod';
import type { JobTask } from '../jobs/task.ts';

const input = z.object({ documentId: z.uuid() });
export type IngestDocumentInput = z.infer<typeof input>;

/** Reads a document into memory. */
export const ingestDocumentTask: JobTask<IngestDocumentInput, 'INGEST_DOCUMENT'> = {
  kind: 'INGEST_DOCUMENT',
  input,
  attempts: 3,
  timeLimitMs: 3_600_000,
};
