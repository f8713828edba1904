import { z } from 'zod';

/**
 * What the row of a reply says of a memory that was recalled for it. It doesn't copy the memory's text, so that nothing
 * remains of a memory that is forgotten.
 */
export interface RecalledMemoryRef {
  readonly memoryId: string;
  readonly score: number;
  readonly reasons: readonly string[];
}

const schema = z.array(z.object({ memoryId: z.uuid(), score: z.number(), reasons: z.array(z.string()) }));

/** Reads the column of a message's row: the recalled memories, best first. */
export function readRecalled(column: unknown): readonly RecalledMemoryRef[] {
  return schema.parse(column);
}
