import type { Candidate } from './candidates.ts';

// What the query means is mostly what the best matches say: so other words that several of them say count a little too
// (feedback by relevance: Rocchio, 1971; RM3: Abdul-Jaleel et al., TREC 2004). Only the memories that are looked at
// anyway are compared, by the positions of their terms (language/terms/term.ts), so that nothing more of the index is
// read.

/** So many of the best matches are listened to. */
const LISTENED_TO = 10;
/** So many of their words count. */
const WORDS = 20;
/** What a memory gets for the word that tells most, as a share of how rare the word is among those looked at. */
const SHARE = 0.1;

/** By position, the number of the word that counts; 0 for others, and between two recalls: nothing interrupts one. */
const numbers = new Uint16Array(0x10000);

/**
 * Sets the likeness of memories that hold words of the query.
 *
 * @param said the memories that are looked at
 * @param asked the positions of the query's own words, which count already
 */
export function addLikeness(said: readonly Candidate[], asked: readonly number[]): void {
  const held = said.map(({ values }) => values.positions);
  const weights = weightsOfWords(said, held, asked);
  let count = 0;
  for (const position of weights.keys()) numbers[position] = ++count;
  const adds = addsOf(weights, held);
  const lastSeenIn = new Uint32Array(count + 1);
  for (const [index, each] of said.entries()) {
    let sum = 0;
    for (const position of held[index] ?? []) {
      const number = numbers[position] ?? 0;
      if (number === 0 || lastSeenIn[number] === index + 1) continue;
      lastSeenIn[number] = index + 1;
      sum += adds[number] ?? 0;
    }
    each.likeness = sum;
  }
  for (const position of weights.keys()) numbers[position] = 0;
}

/** By its number, what a memory gets for a word: the words that tell most, as long as more than one memory has them. */
function addsOf(weights: ReadonlyMap<number, number>, held: readonly Uint16Array[]): Float64Array {
  const holders = countHolders(weights.size, held);
  const telling: { readonly position: number; readonly rarity: number; readonly weight: number }[] = [];
  for (const [position, weight] of weights) {
    const found = holders[numbers[position] ?? 0] ?? 0;
    if (found < 2) continue;
    const rarity = Math.log(1 + (held.length - found + 0.5) / (found + 0.5));
    telling.push({ position, rarity, weight: weight * rarity });
  }
  telling.sort((a, b) => b.weight - a.weight || a.position - b.position).splice(WORDS);
  const adds = new Float64Array(weights.size + 1);
  const most = telling[0]?.weight ?? 1;
  for (const { position, rarity, weight } of telling) {
    adds[numbers[position] ?? 0] = (SHARE * rarity * weight) / most;
  }
  return adds;
}

/** In how many memories each word occurs, by its number. */
function countHolders(count: number, held: readonly Uint16Array[]): Uint32Array {
  const holders = new Uint32Array(count + 1);
  const lastSeenIn = new Uint32Array(count + 1);
  for (const [index, positions] of held.entries()) {
    for (let at = 0; at < positions.length; at++) {
      const number = numbers[positions[at] ?? 0] ?? 0;
      if (number === 0 || lastSeenIn[number] === index + 1) continue;
      lastSeenIn[number] = index + 1;
      holders[number] = (holders[number] ?? 0) + 1;
    }
  }
  return holders;
}

/** By position, how much the best matches say other words: the better the match and the shorter, the more. */
function weightsOfWords(
  said: readonly Candidate[],
  held: readonly Uint16Array[],
  asked: readonly number[],
): Map<number, number> {
  const best = [...said.keys()].sort((a, b) => compareMatches(said[a], said[b])).slice(0, LISTENED_TO);
  const weights = new Map<number, number>();
  for (const index of best) {
    const positions = new Set(held[index]);
    const weight = (said[index]?.said ?? 0) / Math.sqrt(Math.max(1, held[index]?.length ?? 0));
    for (const position of positions) weights.set(position, (weights.get(position) ?? 0) + weight);
  }
  for (const position of asked) weights.delete(position);
  return weights;
}

/** The better match first; of equals the one that was remembered first, whatever number the index gave it. */
function compareMatches(a: Candidate | undefined, b: Candidate | undefined): number {
  return a && b ? b.said - a.said || a.values.number - b.values.number : 0;
}
