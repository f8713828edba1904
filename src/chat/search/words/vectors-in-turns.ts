import { setImmediate } from 'node:timers/promises';
import type { Wording } from './wording.ts';

/** After so much work the process does something else first, in milliseconds. */
const TURN_MS = 10;

/** The words of many texts, without keeping the process from its other work meanwhile. */
export async function vectorsInTurns(
  wording: Wording,
  texts: readonly { readonly ownerId: string; readonly text: string }[],
): Promise<string[]> {
  const vectors: string[] = [];
  let begun = performance.now();
  for (const { ownerId, text } of texts) {
    if (performance.now() - begun > TURN_MS) {
      await setImmediate();
      begun = performance.now();
    }
    vectors.push(wording.vectorOf(ownerId, text));
  }
  return vectors;
}
