import { type Shortened, shorten } from './fit-text.ts';

/** What is known of a memory that may be given to a model. */
interface Candidate {
  readonly id: string;
  readonly content: string;
  /** The words that made it match. */
  readonly reasons: readonly string[];
}

/** A memory as it is sent. */
export interface ChosenMemory extends Shortened {
  readonly id: string;
}

/** Less of a memory than this says nothing, in tokens: then rather fewer memories are given. */
const LEAST_TOKENS = 60;

/**
 * Chooses memories, best first, as many as have room. Those that are too long give way to the others: they are shortened
 * round the first word that matched, or to their beginnings, to the same length.
 *
 * @param tokensOf how many tokens a memory of that text takes
 */
export function chooseMemories(
  recalled: readonly Candidate[],
  { room, tokensOf }: { room: number; tokensOf(content: string): number },
): ChosenMemory[] {
  const sizes = recalled.map(({ content }) => tokensOf(content));
  for (let count = recalled.length; count > 0; count--) {
    const level = fairLevel(sizes.slice(0, count), room);
    if (sizes.slice(0, count).some((size) => size > level) && level < LEAST_TOKENS) continue;
    return recalled.slice(0, count).flatMap(({ id, content, reasons }) => {
      const match = reasons.map((word) => content.toLowerCase().indexOf(word.toLowerCase())).filter((at) => at >= 0);
      const kept = match.length > 0 ? { around: Math.min(...match) } : 'start';
      const shortened = shorten(content, (text) => tokensOf(text) <= level, kept);
      return shortened.text ? [{ id, ...shortened }] : [];
    });
  }
  return [];
}

/** The size to which the larger ones have to come down, so that all have room together. */
function fairLevel(sizes: readonly number[], room: number): number {
  let left = room;
  const ascending = [...sizes].sort((one, other) => one - other);
  for (const [index, size] of ascending.entries()) {
    const level = left / (ascending.length - index);
    if (size > level) return level;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}
