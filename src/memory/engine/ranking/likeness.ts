import type { Candidate } from './candidates.ts';

// What the query means is mostly what the best matches say: so other words that several of them say count a little too
// (feedback by relevance: Rocchio, 1971; RM3: Abdul-Jaleel et al., TREC 2004). Only the memories that are looked at
// anyway are compared, by the positions of their terms (text/term.ts), so that nothing more of the index is read.

/** So many of the best matches are listened to. */
const LISTENED_TO = 10;
/** So many of their words count. */
const WORDS = 20;
/** What a memory gets for the word that tells most, as a share of how rare the word is among those looked at. */
const SHARE = 0.1;

const POSITIONS = 0x10000;
// Numbers for each position, which one recall after the other uses: nothing interrupts a recall.
const holders = new Uint32Array(POSITIONS);
const lastSeenIn = new Float64Array(POSITIONS);
const adds = new Float64Array(POSITIONS);
/** The number of the memory that was gone through last, in any recall; a double counts on for longer than anyone. */
let stamp = 0;

/**
 * Sets the likeness of memories that hold words of the query.
 *
 * @param said the memories that are looked at
 * @param asked the positions of the query's own words, which count already
 */
export function addLikeness(said: readonly Candidate[], asked: readonly number[]): void {
  const held = said.map(({ values }) => values.positions);
  const weights = weightsOfWords(said, held, asked);
  countHolders(weights, held);
  const telling: { readonly position: number; readonly rarity: number; readonly weight: number }[] = [];
  for (const [position, weight] of weights) {
    const found = holders[position] ?? 0;
    if (found < 2) continue;
    const rarity = Math.log(1 + (said.length - found + 0.5) / (found + 0.5));
    telling.push({ position, rarity, weight: weight * rarity });
  }
  telling.sort((a, b) => b.weight - a.weight || a.position - b.position).splice(WORDS);
  const most = telling[0]?.weight ?? 0;
  if (most === 0) return;
  for (const { position, rarity, weight } of telling) adds[position] = (SHARE * rarity * weight) / most;
  for (const [index, each] of said.entries()) each.likeness = sumOnce(held[index], ++stamp);
  for (const { position } of telling) adds[position] = 0;
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

/** Counts in how many memories each of the wanted positions occurs. */
function countHolders(wanted: ReadonlyMap<number, number>, held: readonly Uint16Array[]): void {
  for (const position of wanted.keys()) holders[position] = 0;
  for (const positions of held) {
    stamp++;
    for (let at = 0; at < positions.length; at++) {
      const position = positions[at] ?? 0;
      if (lastSeenIn[position] === stamp) continue;
      lastSeenIn[position] = stamp;
      holders[position] = (holders[position] ?? 0) + 1;
    }
  }
}

/** What a memory's words add, each once. */
function sumOnce(positions: Uint16Array | undefined, of: number): number {
  let sum = 0;
  for (let at = 0; positions && at < positions.length; at++) {
    const position = positions[at] ?? 0;
    const each = adds[position] ?? 0;
    if (each === 0 || lastSeenIn[position] === of) continue;
    lastSeenIn[position] = of;
    sum += each;
  }
  return sum;
}
