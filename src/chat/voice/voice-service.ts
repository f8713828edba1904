import { z } from 'zod';
import { BadUserInputError, UnavailableError } from '../../errors.ts';
import type { FileService } from '../../files/file-service.ts';
import type { TranscriptionModel } from '../../models/speech/transcription-model.ts';
import { parseInput } from '../../parse-input.ts';
import { requireOffered, type VoiceChoice } from './manner.ts';
import type { Voice } from './speech-engine.ts';
import type { SpeechStore } from './speech-store.ts';

/** What was said, for whoever can't read it, and what is said, for whoever can't write. */
export interface VoiceService {
  /** The addresses of the audio of these messages, in the order of the ids; undefined where there is none (yet). */
  audioUrls(messageIds: readonly string[]): Promise<(string | undefined)[]>;
  /** What this server can speak and hear. */
  readonly support: VoiceSupport;
  /**
   * Refuses a choice that can't be had; what is left out or null is fine.
   *
   * @throws {BadUserInputError}
   */
  requireOffered(choice: Partial<{ [Name in keyof VoiceChoice]: VoiceChoice[Name] | undefined }>): Promise<void>;
  /**
   * Writes down what is said in a recording, for a user, in the language that is spoken with them unless it names one.
   *
   * @throws {BadUserInputError} when it isn't one
   * @throws {LexError} BUDGET_EXCEEDED when they have too few tokens left today
   * @throws {UnavailableError} when this server has no model for that, or the provider can't
   */
  transcribe(ownerId: string, recording: Recording, signal: AbortSignal): Promise<string>;
}

export interface VoiceSupport {
  readonly speaks: boolean;
  /** The voices that may be chosen. */
  voices(): Promise<readonly Voice[]>;
  readonly transcribes: boolean;
  /** The longest recording, in bytes; it is sent in base64. */
  readonly recordingMaxBytes: number;
}

export interface Recording {
  /** In base64. */
  readonly audio: string;
  readonly contentType: string;
  readonly language?: string | null | undefined;
}

/** What browsers record, and what people have. */
const RECORDED = ['audio/webm', 'audio/ogg', 'audio/mp4', 'audio/mpeg', 'audio/wav', 'audio/flac'] as const;
/** OpenAI takes no longer ones. */
const MOST_BYTES = 25 * 2 ** 20;
/** What a request holds besides its recording. */
const AROUND_BYTES = 4_096;
const TWO_LETTERS = /^[a-z]{2}$/;

const recordingInput = z.object({
  audio: z.base64('takes base64').min(4, 'takes a recording'),
  contentType: z.enum(RECORDED, `takes one of ${RECORDED.join(', ')}`),
  language: z.string().regex(TWO_LETTERS, 'takes two letters, as ISO 639-1 names a language').nullish(),
});

export function createVoiceService(deps: {
  readonly files: FileService;
  readonly choices: Pick<SpeechStore, 'choiceOf'>;
  readonly transcription: TranscriptionModel | undefined;
  /** Whether anything speaks, with the voices that may be chosen. */
  readonly speaks: boolean;
  readonly voices: () => Promise<readonly Voice[]>;
  /** The longest body of a request, in bytes. */
  readonly bodyMaxBytes: number;
}): VoiceService {
  const { files, choices, transcription, speaks, voices, bodyMaxBytes } = deps;
  const recordingMaxBytes = Math.min(MOST_BYTES, Math.floor(((bodyMaxBytes - AROUND_BYTES) / 4) * 3));

  async function languageOf(ownerId: string): Promise<string | undefined> {
    const { voiceLanguage } = await choices.choiceOf(ownerId);
    const language = voiceLanguage?.split('-', 1)[0] ?? '';
    return TWO_LETTERS.test(language) ? language : undefined;
  }

  return {
    async audioUrls(messageIds) {
      const found = await files.ofMessages(messageIds, 'AUDIO');
      return found.map((file) => file && files.urlOf(file));
    },
    support: { speaks, voices, transcribes: transcription !== undefined, recordingMaxBytes },
    async requireOffered(choice) {
      if (choice.voice || choice.voiceLanguage) requireOffered(choice, await voices());
    },
    async transcribe(ownerId, raw, signal) {
      const { audio, contentType, language } = parseInput(recordingInput, raw);
      if (!transcription) {
        throw new UnavailableError('This server hears nothing: its operator sets LEX_TRANSCRIPTION_MODEL for that.');
      }
      const bytes = Buffer.from(audio, 'base64');
      if (bytes.length === 0) throw new BadUserInputError('audio takes a recording.');
      if (bytes.length > recordingMaxBytes)
        throw new BadUserInputError(`audio takes up to ${recordingMaxBytes} bytes.`);
      const payer = { ownerId, use: 'TRANSCRIPTION' } as const;
      const spoken = language ?? (await languageOf(ownerId));
      return transcription.transcribe(bytes, { contentType, language: spoken, signal, payer });
    },
  };
}
