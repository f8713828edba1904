import type { Closing } from '../closing.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { FileService } from '../files/file-service.ts';
import type { Logger } from '../log.ts';
import type { SpeechModel } from '../models/speech/speech-model.ts';
import type { TranscriptionModel } from '../models/speech/transcription-model.ts';
import { createEspeakEngine } from './voice/espeak-engine.ts';
import { type MannerOfUser, mannerOf } from './voice/manner.ts';
import { createReplyVoice, type ReplyVoice } from './voice/reply-voice.ts';
import type { SpeechEngine } from './voice/speech-engine.ts';
import { createSpeechStore } from './voice/speech-store.ts';
import { createSpokenAhead, type SpokenAhead } from './voice/spoken-ahead.ts';
import { createVoiceService, type VoiceService } from './voice/voice-service.ts';

export interface OpenedVoice {
  readonly voice: VoiceService;
  readonly replyVoice: ReplyVoice;
  readonly ahead: SpokenAhead;
  readonly mannerOfUser: MannerOfUser;
}

/** Opens what speaks and hears. A provider's model speaks where one is set, else eSpeak NG if that is installed. */
export function openVoice(
  { speechVoice, speechVoices, bodyMaxBytes }: Pick<Config, 'speechVoice' | 'speechVoices' | 'bodyMaxBytes'>,
  deps: {
    readonly database: Database;
    readonly files: FileService;
    readonly speech: SpeechModel | undefined;
    readonly transcription: TranscriptionModel | undefined;
    readonly log: Logger;
  },
  opened: Closing,
): OpenedVoice {
  const { database, files, speech, transcription, log } = deps;
  const engine = speech ? engineOf(speech, speechVoices) : createEspeakEngine();
  opened.defer(() => engine.close());
  const ahead = createSpokenAhead(engine);
  opened.defer(() => ahead.close());
  const choices = createSpeechStore(database);

  async function voices() {
    const all = await engine.voices();
    return speechVoices.length === 0 ? all : all.filter(({ name }) => speechVoices.includes(name));
  }

  async function mannerOfUser(ownerId: string) {
    const choice = await choices.choiceOf(ownerId);
    const isChosen = choice.voice !== null || choice.voiceLanguage !== null;
    return mannerOf(choice, isChosen ? await voices() : [], speechVoice);
  }

  const { isThere: speaks } = engine;
  return {
    voice: createVoiceService({ files, choices, transcription, speaks, voices, bodyMaxBytes }),
    replyVoice: createReplyVoice({ ahead, mannerOfUser, files, log }),
    ahead,
    mannerOfUser,
  };
}

/** @param voices those that its operator says it has; empty: those that are known of it */
function engineOf(model: SpeechModel, voices: readonly string[]): SpeechEngine {
  const names = voices.length === 0 ? model.voices : voices;
  return {
    isThere: true,
    voices: async () => names.map((name) => ({ name, label: name, language: undefined })),
    speak: async (text, { ownerId, ...options }) =>
      model.speak(text, { ...options, payer: { ownerId, use: 'SPEECH' } }),
    close: async () => undefined,
  };
}
