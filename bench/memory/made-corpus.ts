import { v7 as newId } from 'uuid';
import type { MemoryChange } from '../../src/memory/engine/memory-engine.ts';
import type { Memory } from '../../src/memory/memory.ts';

const WORDS = 20_000;
const GROUP = 20;

/** A source of numbers from 0 to 1 that is the same in each run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ');
// Words as rare as in talk without its stop words (Zipf's law as Mandelbrot has it, with an offset of 20): the
// commonest stand in a tenth of the memories, as names do in a conversation, and most in a handful.
const OFFSET = 20;
const vocabulary = Array.from({ length: WORDS }, (_, index) => {
  let word = '';
  for (let rest = index + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length] ?? '';
  }
  return word;
});
const cumulative = vocabulary.map(() => 0);
let total = 0;
for (const index of vocabulary.keys()) {
  total += 1 / (index + 1 + OFFSET);
  cumulative[index] = total;
}

/** A word, common ones as often as they are in what is remembered. */
export function someWord(random: () => number): string {
  const wanted = random() * total;
  let low = 0;
  let high = WORDS - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return vocabulary[low] ?? '';
}

/** Texts of 8 to 24 words. */
export function madeTexts(count: number, random: () => number): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: 8 + Math.floor(random() * 17) }, () => someWord(random)).join(' '),
  );
}

/** Somebody's memories in groups of twenty, as changes from a number on. */
export function madeChanges(texts: readonly string[], ownerId: string, from: bigint): MemoryChange[] {
  const at = new Date();
  return texts.map((content, index) => {
    const number = from + BigInt(index);
    const memory: Memory = {
      id: newId(),
      number,
      ownerId,
      namespace: 'default',
      key: `key-${number}`,
      content,
      group: `group-${Math.floor(index / GROUP)}`,
      tags: [],
      metadata: null,
      sourceMessageId: undefined,
      kept: true,
      createdAt: at,
      updatedAt: at,
      expiresAt: undefined,
    };
    return { kind: 'stored', sequence: number, memory };
  });
}

/** So many questions of four different words. */
export function madeQueries(count: number, random: () => number): string[] {
  return Array.from({ length: count }, () => {
    const words = new Set<string>();
    while (words.size < 4) words.add(someWord(random));
    return [...words].join(' ');
  });
}
