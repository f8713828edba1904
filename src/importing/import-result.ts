import { z } from 'zod';

const reported = z.looseObject({ leftOut: z.array(z.looseObject({ conversationId: z.string().optional() })) });

/** The result as its owner sees it: without what the report alone needs to know. */
export function showImport(stored: unknown): unknown {
  const { data } = reported.safeParse(stored);
  if (!data) return stored;
  return { ...data, leftOut: data.leftOut.map(({ conversationId: _, ...entry }) => entry) };
}
