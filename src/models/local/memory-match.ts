import type { RecalledMemory } from '../model.ts';
import { contentWords } from './words.ts';

/** A memory, and how well it fits what was asked. */
export interface MemoryMatch {
  readonly memory: RecalledMemory;
  /** The share of what was asked that the memory holds, from 0 to 1. */
  readonly coverage: number;
  /** The share of the memory that was asked for, from 0 to 1: of two that cover a question, the closer one. */
  readonly closeness: number;
}

// Words that go with any subject count half: "where does my brother live" isn't about a sister who lives somewhere.
const WEAK: ReadonlySet<string> = new Set(
  contentWords('live like love hate prefer enjoy dislike work go come make call favourite eat drink play want need'),
);
const WEAK_WEIGHT = 0.5;

/** The memories that share a word with the text, best first: by coverage, then by closeness. */
export function matchMemories(text: string, memories: readonly RecalledMemory[]): MemoryMatch[] {
  const asked = new Set(contentWords(text));
  return memories
    .map((memory) => matchMemory(memory, asked))
    .filter((match) => match.coverage > 0)
    .sort((one, other) => other.coverage - one.coverage || other.closeness - one.closeness);
}

function matchMemory(memory: RecalledMemory, asked: ReadonlySet<string>): MemoryMatch {
  const held = new Set(contentWords(memory.content));
  const shared = [...asked].filter((word) => held.has(word));
  return {
    memory,
    coverage: asked.size === 0 ? 0 : weigh(shared) / weigh(asked),
    closeness: held.size === 0 ? 0 : shared.length / held.size,
  };
}

function weigh(words: Iterable<string>): number {
  let weight = 0;
  for (const word of words) weight += WEAK.has(word) ? WEAK_WEIGHT : 1;
  return weight;
}
