import { contentWords } from '../../../language/content-words.ts';
import { fold } from '../../../language/fold.ts';
import type { RecalledMemory } from '../../model.ts';

/** A memory, and how well it fits a question. */
export interface MemoryMatch {
  readonly memory: RecalledMemory;
  /** The share of the question's words that the memory has, from 0 to 1. */
  readonly coverage: number;
  /** The share of the memory's words that the question has, from 0 to 1. Of two with the same coverage, it decides. */
  readonly closeness: number;
  /** Whether it shares a word that says what the question is about; where there is none, what is done. */
  readonly isRelated: boolean;
}

// Words that fit any subject count half: "where does my brother live" isn't about a sister who lives somewhere.
const WEAK = setOf(
  'live like love hate prefer enjoy dislike work go come make call favourite eat drink play want need have own use ' +
    'wohne wohnt lebe lebt mag habite habites vis vit aime vive vivo gusta abita piace живу живет люблю bor',
);
// What a question asks for, and its answer needn't name: "my car is red" doesn't have the word "colour".
const ASKED_FOR = setOf(
  'colour name age old kind type sort brand make model breed size height tall long big large heavy weight many much ' +
    'often number date day time year month place city town country street address job title price cost shape called ' +
    'food meal music sport fruit animal pet book film movie song team hobby language instrument thing ' +
    'farbe name alter alt beruf couleur nom age color nombre edad colore nome eta цвет имя лет 颜色 顏色 色 年龄 名前',
);
const WEAK_WEIGHT = 0.5;
/** Reasons of a recall that are no words of the question. */
const NO_WORDS: ReadonlySet<string> = new Set(['next to a match', 'similar in meaning', 'from that time']);
/** Scripts in whose words recall finds parts. */
const IN_PARTS = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;

/** The memories that share a word with a text, best first: by coverage, then by closeness. All of its words count. */
export function matchMemories(text: string, memories: readonly RecalledMemory[]): MemoryMatch[] {
  return matchesOf(readAsked(text, false), memories);
}

/** The same for a question: what it asks for counts only where it has no other subject. */
export function matchQuestion(text: string, memories: readonly RecalledMemory[]): MemoryMatch[] {
  return matchesOf(readAsked(text, true), memories);
}

interface Asked {
  /** With what each counts. */
  readonly weights: ReadonlyMap<string, number>;
  readonly subject: readonly string[];
}

function readAsked(text: string, isQuestion: boolean): Asked {
  const words = [...new Set(contentWords(isQuestion ? text.replace(/\bfor a living\b/i, 'job work') : text))];
  const strong = words.filter((word) => !WEAK.has(word) && !(isQuestion && ASKED_FOR.has(word)));
  const weightOf = (word: string) => {
    if (WEAK.has(word)) return WEAK_WEIGHT;
    return isQuestion && strong.length > 0 && ASKED_FOR.has(word) ? 0 : 1;
  };
  return {
    weights: new Map(words.map((word) => [word, weightOf(word)])),
    subject: strong.length > 0 ? strong : words.filter((word) => WEAK.has(word) && word !== FAVOURITE),
  };
}

function matchMemory(memory: RecalledMemory, { weights, subject }: Asked): MemoryMatch {
  const held = new Set(contentWords(memory.content));
  // Recall knows more forms of a word than this comparison: the words that it gives as reasons are shared, too.
  const reasons = memory.reasons.filter((reason) => !NO_WORDS.has(reason));
  const brought = new Set(reasons.flatMap(contentWords));
  const parts = reasons.map(fold).filter((part) => IN_PARTS.test(part));
  const isShared = (word: string) => held.has(word) || brought.has(word) || parts.some((part) => word.includes(part));
  const shared = [...weights.keys()].filter(isShared);
  const whole = sum(weights.values());
  return {
    memory,
    coverage: whole === 0 ? 0 : sum(shared.map((word) => weights.get(word) ?? 0)) / whole,
    closeness: held.size === 0 ? 0 : shared.length / held.size,
    isRelated: subject.some(isShared),
  };
}

function matchesOf(asked: Asked, memories: readonly RecalledMemory[]): MemoryMatch[] {
  return memories
    .map((memory) => matchMemory(memory, asked))
    .filter((match) => match.coverage > 0)
    .sort((one, other) => other.coverage - one.coverage || other.closeness - one.closeness);
}

function sum(weights: Iterable<number>): number {
  let total = 0;
  for (const weight of weights) total += weight;
  return total;
}

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' ').flatMap((word) => [fold(word), ...contentWords(word)]));
}

const [FAVOURITE = ''] = contentWords('favourite');
