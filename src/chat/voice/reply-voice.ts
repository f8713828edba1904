import { messageOf } from '../../errors.ts';
import type { FileService } from '../../files/file-service.ts';
import type { Logger } from '../../log.ts';
import { within } from '../../time/within.ts';
import { type KeptAudio, keepAudio } from './kept-audio.ts';
import type { MannerOfUser } from './manner.ts';
import type { Manner, Sound } from './speech-engine.ts';
import type { SpokenAhead } from './spoken-ahead.ts';
import { LONGEST_SPOKEN, spokenSentences } from './text-for-ear.ts';

/** Speaks a reply, sentence by sentence, while its words still come. */
export interface SpokenReply {
  /** More of the text has come. */
  write(text: string): void;
  /**
   * The text is whole. What is left of it is spoken, and all of it is kept as the reply's audio, if that takes no
   * longer than a moment. Never throws.
   *
   * @returns undefined when it would have taken longer, or can't be done: then the job does it, or tells why it can't
   */
  finish(signal: AbortSignal): Promise<KeptAudio | undefined>;
  /** No more comes. */
  end(): void;
}

/** Speaks replies while they are written. */
export interface ReplyVoice {
  /** @param reply.attempt from the second on, what an earlier one has left is dropped */
  begin(reply: { readonly ownerId: string; readonly messageId: string; readonly attempt: number }): SpokenReply;
}

/**
 * How long the end of a reply is kept back for its audio, in milliseconds. eSpeak NG needs a tenth of that for a
 * sentence, and the others are spoken by then: so who follows a reply hears of its audio before its end. It is no
 * longer because somebody may wait for the end to go on.
 */
const FINISH_MS = 1_000;
const ENDS = /[.!?…。！？\n]/;

export function createReplyVoice(deps: {
  readonly ahead: SpokenAhead;
  readonly mannerOfUser: MannerOfUser;
  readonly files: FileService;
  readonly log: Logger;
}): ReplyVoice {
  const { ahead, mannerOfUser, files, log } = deps;
  return {
    begin({ ownerId, messageId, attempt }) {
      const manner = mannerOfUser(ownerId);
      const ready = attempt > 1 ? files.deleteOfMessage(messageId, 'AUDIO').then(() => manner) : manner;
      // Who asks for it is told.
      ready.catch(() => undefined);
      const speaker = new SentenceSpeaker((sentence) => ready.then((how) => ahead.hold({ ownerId, sentence, ...how })));

      const keep = async (signal: AbortSignal): Promise<KeptAudio | undefined> => {
        const sentences = spokenSentences(speaker.text);
        if (sentences.length === 0) return undefined;
        const how = await ready;
        const sounds = await holdAll(ahead, sentences, { ownerId, how, signal });
        const kept = await keepAudio(files, sounds, { ownerId, messageId, signal });
        for (const sentence of sentences) ahead.letGo({ ownerId, sentence, ...how });
        return kept;
      };
      return {
        write: (text) => speaker.write(text),
        end: () => speaker.end(),
        async finish(signal) {
          speaker.end();
          const ending = AbortSignal.any([signal, AbortSignal.timeout(FINISH_MS)]);
          return within(FINISH_MS, keep(ending), { signal }).catch((error: unknown) => {
            log.debug({ messageId, reason: messageOf(error) }, 'a reply is spoken by its job');
            return undefined;
          });
        },
      };
    },
  };
}

/** Speaks the sentences of a text as they come. */
class SentenceSpeaker {
  readonly #speak: (sentence: string) => Promise<unknown>;
  #text = '';
  #told = 0;
  #last: Promise<unknown> = Promise.resolve();
  #isOpen = true;

  constructor(speak: (sentence: string) => Promise<unknown>) {
    this.#speak = speak;
  }

  /** What has come, as far as it is spoken. */
  get text(): string {
    return this.#text;
  }

  write(piece: string): void {
    if (!this.#isOpen || this.#text.length > LONGEST_SPOKEN) return;
    this.#text += piece;
    if (!ENDS.test(piece)) return;
    const sentences = spokenSentences(this.#text);
    // The last one may go on.
    const news = sentences.slice(this.#told, -1);
    this.#told = Math.max(this.#told, sentences.length - 1);
    for (const sentence of news) {
      // One at a time for each reply, so that those of others get their turns.
      this.#last = this.#last.then(() => (this.#isOpen ? this.#speak(sentence).catch(() => undefined) : undefined));
    }
  }

  end(): void {
    this.#isOpen = false;
  }
}

/** @throws the signal's reason, before the next sentence is begun */
async function holdAll(
  ahead: SpokenAhead,
  sentences: readonly string[],
  { ownerId, how, signal }: { readonly ownerId: string; readonly how: Manner; readonly signal: AbortSignal },
): Promise<Sound[]> {
  const sounds: Sound[] = [];
  for (const sentence of sentences) {
    signal.throwIfAborted();
    sounds.push(await ahead.hold({ ownerId, sentence, ...how }));
  }
  return sounds;
}
