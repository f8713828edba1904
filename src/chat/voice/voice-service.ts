import { z } from 'zod';
import { BadUserInputError, UnavailableError } from '../../errors.ts';
import type { FileService } from '../../files/file-service.ts';
import type { TranscriptionModel } from '../../models/speech.ts';
import { parseInput } from '../../parse-input.ts';

/** What was said, for whoever can't read it, and what is said, for whoever can't write. */
export interface VoiceService {
  /** The addresses of the audio of these messages, in the order of the ids; undefined where there is none (yet). */
  audioUrls(messageIds: readonly string[]): Promise<(string | undefined)[]>;
  /**
   * Writes down what is said in a recording.
   *
   * @throws {BadUserInputError} when it isn't one
   * @throws {UnavailableError} when this server has no model for that, or the provider can't
   */
  transcribe(recording: Recording, signal: AbortSignal): Promise<string>;
}

export interface Recording {
  /** In base64. */
  readonly audio: string;
  readonly contentType: string;
  readonly language?: string | null | undefined;
}

/** What browsers record, and what people have. */
const RECORDED = ['audio/webm', 'audio/ogg', 'audio/mp4', 'audio/mpeg', 'audio/wav', 'audio/flac'] as const;

const recordingInput = z.object({
  audio: z.base64('takes base64').min(4, 'takes a recording'),
  contentType: z.enum(RECORDED, `takes one of ${RECORDED.join(', ')}`),
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'takes two letters, as ISO 639-1 names a language')
    .nullish(),
});

export function createVoiceService({
  files,
  transcription,
}: {
  readonly files: FileService;
  readonly transcription: TranscriptionModel | undefined;
}): VoiceService {
  return {
    async audioUrls(messageIds) {
      const found = await files.ofMessages(messageIds, 'AUDIO');
      return found.map((file) => file && files.urlOf(file));
    },
    async transcribe(raw, signal) {
      const { audio, contentType, language } = parseInput(recordingInput, raw);
      if (!transcription) {
        throw new UnavailableError('This server hears nothing: its operator sets LEX_TRANSCRIPTION_MODEL for that.');
      }
      const bytes = Buffer.from(audio, 'base64');
      if (bytes.length === 0) throw new BadUserInputError('audio takes a recording.');
      return transcription.transcribe(bytes, { contentType, language: language ?? undefined, signal });
    },
  };
}
