import { z } from 'zod';

/** What a reply keeps of what was recalled for it; the text itself stays in the memory, and goes with it. */
export interface RecalledMemoryRef {
  readonly memoryId: string;
  readonly score: number;
  readonly reasons: readonly string[];
}

const schema = z.array(z.object({ memoryId: z.uuid(), score: z.number(), reasons: z.array(z.string()) }));

/** Reads the column as it was stored, best first. */
export function readRecalled(column: unknown): readonly RecalledMemoryRef[] {
  return schema.parse(column);
}
