import { createRandom } from '../../../test/support/random.ts';
import type { LoadOptions } from '../options/read-options.ts';

/** What a user is about to do. */
export type Intent =
  | { readonly step: 'status' }
  | { readonly step: 'chat'; readonly message: string; readonly isRepeated: boolean };

/** What users choose; the same in each run with the same seed. */
export interface Choices {
  next(): Intent;
  /** How long a user rests, in milliseconds. */
  pauseMs(): number;
}

/** Three messages to one look at the status. */
const CHAT_SHARE = 0.75;
/** Far apart, so that users with neighbouring numbers don't choose alike. */
const APART = 0x9e3779b9;
const PLACES = ['Oslo', 'Lima', 'Nairobi', 'Osaka', 'Tallinn', 'Denver', 'Perth', 'Quito'];

/** @param number of the user who chooses */
export function createChoices({ seed, pauseMs, repeats }: Choosing, number: number): Choices {
  const random = createRandom(seed + number * APART);
  const upTo = (count: number): number => Math.floor(random() * count);
  // None of them is something to remember: a test shouldn't fill a memory.
  const messages = [
    () => `What is ${2 + upTo(98)} times ${2 + upTo(98)}?`,
    () => `What time is it in ${PLACES[upTo(PLACES.length)]}?`,
    () => `Hello, this is message ${upTo(1_000)}.`,
    () => `Can you say that in other words, with ${2 + upTo(8)} examples?`,
  ];
  return {
    next() {
      if (random() >= CHAT_SHARE) return { step: 'status' };
      const message = messages[upTo(messages.length)]?.() ?? 'Hello.';
      return { step: 'chat', message, isRepeated: random() < repeats };
    },
    pauseMs: () => pauseMs.from + random() * (pauseMs.to - pauseMs.from),
  };
}

type Choosing = Pick<LoadOptions, 'seed' | 'pauseMs' | 'repeats'>;
