import { LRUCache } from 'lru-cache';
import type { Sound, SpeechEngine } from './speech-engine.ts';
import { LONGEST_SPOKEN, spokenSentences } from './text-for-ear.ts';

/** Speaks a reply, sentence by sentence, while its words still come. */
export interface Speaker {
  /** More of the text has come. */
  write(text: string): void;
  /** No more comes. */
  end(): void;
}

/** Sentences that were spoken before the job asks for them. It is a help alone: the job speaks what isn't here. */
export interface SpokenAhead {
  follow(): Speaker;
  /** What a sentence sounds like. */
  speak(sentence: string, signal: AbortSignal): Promise<Sound>;
  close(): void;
}

/** So much text is held as sound at most, about 20 minutes or 60 MB, in UTF-16 units. */
const MOST_TEXT = 20_000;
/** How long a sound is held that nobody asks for, in milliseconds. */
const HELD_MS = 300_000;
const ENDS = /[.!?…。！？\n]/;

/** @param voice of all that is spoken; undefined: the engine's own choice */
export function createSpokenAhead(engine: SpeechEngine, voice: string | undefined): SpokenAhead {
  const closing = new AbortController();
  const held = new LRUCache<string, Promise<Sound>>({
    maxSize: MOST_TEXT,
    sizeCalculation: (_, sentence) => sentence.length,
    ttl: HELD_MS,
    ttlAutopurge: true,
  });

  function ahead(sentence: string): void {
    if (held.has(sentence)) return;
    const spoken = engine.speak(sentence, { voice, signal: closing.signal });
    held.set(sentence, spoken);
    // The job tries again, and tells why it can't.
    spoken.catch(() => held.delete(sentence));
  }

  return {
    follow() {
      let text = '';
      let last: Promise<unknown> = Promise.resolve();
      let told = 0;
      let isOpen = true;
      return {
        write(piece) {
          if (!isOpen || text.length > LONGEST_SPOKEN) return;
          text += piece;
          if (!ENDS.test(piece)) return;
          const sentences = spokenSentences(text);
          // The last one may go on.
          const news = sentences.slice(told, -1);
          told = Math.max(told, sentences.length - 1);
          for (const sentence of news) {
            // One at a time for each reply, so that those of others get their turns.
            last = last.then(() => {
              if (isOpen) ahead(sentence);
              return held.get(sentence)?.catch(() => undefined);
            });
          }
        },
        end() {
          isOpen = false;
        },
      };
    },
    async speak(sentence, signal) {
      const spoken = held.get(sentence);
      held.delete(sentence);
      return (await spoken?.catch(() => undefined)) ?? engine.speak(sentence, { voice, signal });
    },
    close: () => closing.abort(new Error('closing')),
  };
}
