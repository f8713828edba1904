import { LRUCache } from 'lru-cache';
import type { Manner, Sound, SpeechEngine } from './speech-engine.ts';

/** What a sentence is, and for whom and how it is spoken. */
export interface SpokenSentence extends Manner {
  readonly ownerId: string;
  readonly sentence: string;
}

/**
 * Sentences that are spoken before anybody asks for them. It is a help alone: what isn't here is spoken when it is
 * asked for. Each is held for its user, and nobody else's.
 */
export interface SpokenAhead {
  /**
   * Speaks a sentence, and holds it until it is let go of, or some minutes.
   *
   * @throws what the engine throws; the next who asks tries again
   */
  hold(spoken: SpokenSentence): Promise<Sound>;
  /** What a sentence sounds like, held or spoken anew; it isn't held any longer. */
  take(spoken: SpokenSentence, signal: AbortSignal): Promise<Sound>;
  /** It isn't held any longer. */
  letGo(spoken: SpokenSentence): void;
  close(): void;
}

/** So much text is held as sound at most, about 20 minutes or 60 MB, in UTF-16 units. */
const MOST_TEXT = 20_000;
/** How long a sound is held that nobody asks for, in milliseconds. */
const HELD_MS = 300_000;

export function createSpokenAhead(engine: Pick<SpeechEngine, 'speak'>): SpokenAhead {
  const closing = new AbortController();
  const held = new LRUCache<string, Promise<Sound>>({
    maxSize: MOST_TEXT,
    sizeCalculation: (_, key) => key.length,
    ttl: HELD_MS,
    ttlAutopurge: true,
  });
  const keyOf = ({ ownerId, voice = '', rate, sentence }: SpokenSentence): string =>
    [ownerId, voice, rate, sentence].join('\n');

  return {
    hold(spoken) {
      const key = keyOf(spoken);
      const known = held.get(key);
      if (known) return known;
      const { sentence, ...options } = spoken;
      const sound = engine.speak(sentence, { ...options, signal: closing.signal });
      held.set(key, sound);
      sound.catch(() => held.delete(key));
      return sound;
    },
    async take(spoken, signal) {
      const key = keyOf(spoken);
      const known = held.get(key);
      held.delete(key);
      const { sentence, ...options } = spoken;
      return (await known?.catch(() => undefined)) ?? engine.speak(sentence, { ...options, signal });
    },
    letGo(spoken) {
      held.delete(keyOf(spoken));
    },
    close: () => closing.abort(new Error('closing')),
  };
}
