import { createHash } from 'node:crypto';

/** Words that mean the like, each row one meaning, for texts that are similar without a word in common. */
const MEANINGS = [
  ['car', 'automobile', 'vehicle', 'drive', 'drives'],
  ['cat', 'feline', 'kitten', 'purrs'],
  ['physician', 'doctor', 'surgeon', 'clinic'],
  ['sea', 'ocean', 'waves', 'beach'],
];
const MEANING_OF = new Map(MEANINGS.flatMap((words) => words.map((word) => [word, words[0] ?? word])));

/**
 * A vector for a text, always the same: the sum of a direction for each of its words, which words of one meaning share.
 * So texts that share words or meanings lie near each other, and others nearly at right angles.
 */
export function fakeVector(text: string, dimensions = 256): number[] {
  const sum = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? ['(none)']) {
    for (const [at, part] of directionOf(MEANING_OF.get(word) ?? word, dimensions).entries())
      sum[at] = (sum[at] ?? 0) + part;
  }
  return sum;
}

/** Numbers from -1 to 1 that a hash gives for a word. */
function directionOf(word: string, dimensions: number): number[] {
  const numbers: number[] = [];
  for (let block = 0; numbers.length < dimensions; block++) {
    for (const byte of createHash('sha256').update(`${block}:${word}`).digest()) numbers.push(byte / 127.5 - 1);
  }
  return numbers.slice(0, dimensions);
}
