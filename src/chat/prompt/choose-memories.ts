import { type FittedText, fitText, type PartToKeep } from './fit-text.ts';

/** What is known of a memory that may be given to a model. */
interface Candidate {
  readonly id: string;
  readonly content: string;
  /** The words that made it match. */
  readonly reasons: readonly string[];
}

/** A memory as it is sent. */
export interface ChosenMemory extends FittedText {
  readonly id: string;
}

/** A memory that is cut to fewer tokens than this says nothing; fewer memories are given rather than such parts. */
const LEAST_TOKENS = 60;

/**
 * Chooses as many memories as the budget allows, best first. Short memories stay whole. Those that are too long are all
 * shortened to the same length, around the first word that matched, or to their beginnings.
 *
 * @param tokensOf how many tokens a memory of that text takes
 */
export function chooseMemories(
  recalled: readonly Candidate[],
  { budget, tokensOf }: { budget: number; tokensOf(content: string): number },
): ChosenMemory[] {
  const sizes = recalled.map(({ content }) => tokensOf(content));
  for (let count = recalled.length; count > 0; count--) {
    const level = fairLevel(sizes.slice(0, count), budget);
    if (sizes.slice(0, count).some((size) => size > level) && level < LEAST_TOKENS) continue;
    return recalled.slice(0, count).flatMap((memory) => {
      const fitted = fitText(memory.content, (text) => tokensOf(text) <= level, partToKeep(memory));
      return fitted.text ? [{ id: memory.id, ...fitted }] : [];
    });
  }
  return [];
}

function partToKeep({ content, reasons }: Candidate): PartToKeep {
  const matches = reasons.map((word) => content.toLowerCase().indexOf(word.toLowerCase())).filter((at) => at >= 0);
  return matches.length > 0 ? { around: Math.min(...matches) } : 'start';
}

/** The size to which the larger memories have to come down, so that all together are within the budget. */
function fairLevel(sizes: readonly number[], budget: number): number {
  let left = budget;
  const ascending = [...sizes].sort((one, other) => one - other);
  for (const [index, size] of ascending.entries()) {
    const level = left / (ascending.length - index);
    if (size > level) return level;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}
