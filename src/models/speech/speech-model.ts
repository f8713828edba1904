import type { ModelName } from '../../config/model-name.ts';
import type { Payer } from '../model.ts';
import { PROBE_TIMEOUT_MS, probeProvider } from '../providers/probe-provider.ts';
import { callSpeech, type Probed, type SpeechSurroundings, speechProvider } from './call-speech.ts';

/** How a text is spoken. */
export interface SpokenOptions {
  /** Undefined: the model's own choice. */
  readonly voice: string | undefined;
  /** 1 is as usual, 2 twice as fast. */
  readonly rate: number;
  readonly signal: AbortSignal;
}

interface SpeakingModel<Options> {
  readonly name: ModelName;
  /** The voices that are known of it. */
  readonly voices: readonly string[];
  /**
   * Speaks a text. When the signal aborts, it throws the signal's reason.
   *
   * @returns samples of 16 bits, one channel, with their rate
   * @throws {ModelError} when the provider can't or won't; the message says what the user can do
   * @throws {LexError} BUDGET_EXCEEDED, where it is counted
   */
  speak(text: string, options: Options): Promise<{ readonly samples: Uint8Array; readonly rate: number }>;
}

/** A provider's model that speaks, as the provider has it. */
export type UnmeteredSpeechModel = SpeakingModel<SpokenOptions> & Probed;

/** The same with each call counted. */
export type SpeechModel = SpeakingModel<SpokenOptions & { readonly payer: Payer }>;

/** OpenAI's rate of raw samples, which servers with its API keep to. */
const RATE = 24_000;
/** What a sentence may sound like, in bytes: some ten minutes. */
const LONGEST_SOUND = 32 * 2 ** 20;
const DEFAULT_VOICE = 'alloy';
/** Those that all of OpenAI's models for speech have; it has no list that could be asked for. */
const OPENAI_VOICES = ['alloy', 'ash', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer'];

/** @throws {StartError} when its provider isn't set up */
export function createSpeechModel(name: ModelName, { log, ...settings }: SpeechSurroundings): UnmeteredSpeechModel {
  const provider = speechProvider('LEX_SPEECH_MODEL', name, settings);
  return {
    name,
    voices: name.provider === 'openai' ? OPENAI_VOICES : [],
    probe: ({ signal }) => probeProvider(provider, PROBE_TIMEOUT_MS, signal),
    async speak(text, { voice = DEFAULT_VOICE, rate, signal }) {
      // Not every compatible server takes a speed.
      const speed = rate === 1 ? {} : { speed: rate };
      const body = JSON.stringify({ model: name.name, input: text, voice, response_format: 'pcm', ...speed });
      const call = { path: 'audio/speech', body };
      const samples = await callSpeech({ provider, name, log }, call, { most: LONGEST_SOUND, signal });
      return { samples: samples.subarray(0, samples.length - (samples.length % 2)), rate: RATE };
    },
  };
}
