import { v7 as newId } from 'uuid';
import type { MemoryChange } from '../../src/memory/engine/memory-engine.ts';
import type { Memory } from '../../src/memory/memory.ts';

const WORDS = 20_000;
const GROUP = 20;

const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ');
// The words are as frequent as those of talk without its stop words (Zipf's law in Mandelbrot's form, with an offset of
// 20): the commonest are in a tenth of the memories, like names in a conversation, and most are in a handful.
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

/** A random word, a common one more often than a rare one. */
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

/** The memories of one owner, in groups of twenty, as changes with sequence numbers from `from` on. */
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
      documentId: undefined,
      kept: true,
      createdAt: at,
      updatedAt: at,
      expiresAt: undefined,
    };
    return { kind: 'stored', sequence: number, memory };
  });
}

/** Questions of four different words. */
export function madeQueries(count: number, random: () => number): string[] {
  return Array.from({ length: count }, () => {
    const words = new Set<string>();
    while (words.size < 4) words.add(someWord(random));
    return [...words].join(' ');
  });
}
