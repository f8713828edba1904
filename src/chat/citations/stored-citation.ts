import { z } from 'zod';

/** What the row of a reply says of a citation: where the words stand in a memory, and not the words. */
export interface StoredCitation {
  /** As it stands in brackets in the reply, if it does. */
  readonly number: number;
  readonly memoryId: string;
  /** In UTF-16 units of the memory's content. */
  readonly start: number;
  /** The end, which isn't in it. */
  readonly end: number;
}

const schema = z.array(
  z.object({ number: z.int().min(1), memoryId: z.uuid(), start: z.int().min(0), end: z.int().min(0) }),
);

/** Reads the column of a message's row. */
export function readCitations(column: unknown): readonly StoredCitation[] {
  return schema.parse(column);
}
