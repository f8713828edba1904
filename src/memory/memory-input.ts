import { z } from 'zod';
import { isStorableText, wellFormedText } from '../parse-input.ts';

const MAX_METADATA = 16_384;
const MAX_METADATA_DEPTH = 10;

export const namespaceName = wellFormedText({ min: 1, max: 100 });
const memoryKey = wellFormedText({ min: 1, max: 200 });
export const memoryTag = wellFormedText({ min: 1, max: 64 });
export const recallQuery = wellFormedText({ min: 1, max: 32_000 });

/** What names one memory among its owner's. */
export const namedMemory = z.object({ namespace: namespaceName, key: memoryKey });

const metadata = z.unknown().refine(
  (value) => {
    if (value == null) return true;
    if (typeof value !== 'object' || Array.isArray(value) || depthOf(value) > MAX_METADATA_DEPTH) return false;
    const text = JSON.stringify(value);
    // JSON has half surrogate pairs and NUL as escapes, so they have to be looked for in the value itself.
    return Buffer.byteLength(text) <= MAX_METADATA && holdsOnlyStorableText(value);
  },
  `takes a JSON object of up to ${MAX_METADATA / 1_024} KiB and ${MAX_METADATA_DEPTH} levels, without NUL or half ` +
    'surrogate pairs',
);

/** What one call of `remember` takes. */
export const memoryInput = z.object({
  content: wellFormedText({ min: 1, max: 32_000 }),
  namespace: namespaceName.nullish(),
  key: memoryKey.nullish(),
  group: wellFormedText({ min: 1, max: 200 }).nullish(),
  tags: z.array(memoryTag).max(32, 'takes up to 32 tags').nullish(),
  metadata: metadata.optional(),
  expiresAt: z
    .date()
    .refine((date) => date.getTime() > Date.now(), 'takes an instant in the future')
    .nullish(),
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  // The walk ends at the first level that is too deep, so that a hostile value can't exhaust the stack.
  const walk = (each: unknown, depth: number): void => {
    deepest = Math.max(deepest, depth);
    if (depth > MAX_METADATA_DEPTH || typeof each !== 'object' || each === null) return;
    for (const inner of Object.values(each)) walk(inner, depth + 1);
  };
  walk(value, 0);
  return deepest;
}

function holdsOnlyStorableText(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorableText(key) && holdsOnlyStorableText(inner));
}
