import type { Closing } from '../../closing.ts';
import type { Config } from '../../config/config.ts';
import type { FileService } from '../../files/file-service.ts';
import type { SpeechModel, TranscriptionModel } from '../../models/speech.ts';
import { createEspeakEngine } from './espeak-engine.ts';
import type { SpeechEngine } from './speech-engine.ts';
import { createSpokenAhead, type SpokenAhead } from './spoken-ahead.ts';
import { createVoiceService, type VoiceService } from './voice-service.ts';

export interface OpenedVoice {
  readonly voice: VoiceService;
  readonly ahead: SpokenAhead;
}

/** Opens what speaks and hears. A provider's model speaks where one is set, else eSpeak NG if that is installed. */
export function openVoice(
  { speechVoice }: Pick<Config, 'speechVoice'>,
  deps: {
    readonly files: FileService;
    readonly speech: SpeechModel | undefined;
    readonly transcription: TranscriptionModel | undefined;
  },
  opened: Closing,
): OpenedVoice {
  const { files, speech, transcription } = deps;
  const engine: SpeechEngine = speech ? { speak: speech.speak, close: async () => undefined } : createEspeakEngine();
  opened.defer(() => engine.close());
  const ahead = createSpokenAhead(engine, speechVoice);
  opened.defer(() => ahead.close());
  return { voice: createVoiceService({ files, transcription }), ahead };
}
