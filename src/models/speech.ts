import { setTimeout as delay } from 'node:timers/promises';
import type { ProviderSettings } from '../config/config.ts';
import { formatModelName, type ModelName } from '../config/model-name.ts';
import { StartError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { FailureError, readFailure } from './failures/failure.ts';
import { toModelError } from './failures/failure-message.ts';
import { describeFailure } from './failures/failure-report.ts';
import { RETRY_BASE_MS, retryDelay } from './failures/retry.ts';
import { setUpProvider } from './models.ts';
import { fieldsOf, parseJson, textOf } from './providers/http/json.ts';
import type { ProviderCall } from './providers/http/provider-http.ts';
import type { Provider } from './providers/provider.ts';

/** A provider's models for what is spoken: one that speaks, and one that writes down what it hears. */
export interface SpeechModel {
  /**
   * Speaks a text. When the signal aborts, it throws the signal's reason.
   *
   * @returns samples of 16 bits, one channel, with their rate
   * @throws {ModelError} when the provider can't or won't; the message says what the user can do
   */
  speak(
    text: string,
    options: { readonly voice: string | undefined; readonly signal: AbortSignal },
  ): Promise<{ readonly samples: Uint8Array; readonly rate: number }>;
}

export interface TranscriptionModel {
  /**
   * Writes down what is said.
   *
   * @param options.language as ISO 639-1 names it; undefined: the model finds out
   * @throws {ModelError} when the provider can't or won't; the message says what the user can do
   */
  transcribe(
    audio: Uint8Array,
    options: {
      readonly contentType: string;
      readonly language: string | undefined;
      readonly signal: AbortSignal;
    },
  ): Promise<string>;
}

type Surroundings = { readonly providers: ProviderSettings; readonly log: Logger };

const CALL_MS = 120_000;
/** OpenAI's rate of raw samples, which servers with its API keep to. */
const RATE = 24_000;
/** What a sentence may sound like, in bytes: some ten minutes. */
const LONGEST_SOUND = 32 * 2 ** 20;
const LONGEST_TEXT = 2 ** 20;
const DEFAULT_VOICE = 'alloy';

/** @throws {StartError} when its provider isn't set up */
export function createSpeechModel(name: ModelName, { providers, log }: Surroundings): SpeechModel {
  const provider = providerOf('LEX_SPEECH_MODEL', name, providers);
  return {
    async speak(text, { voice = DEFAULT_VOICE, signal }) {
      const body = JSON.stringify({ model: name.name, input: text, voice, response_format: 'pcm' });
      const call = { path: 'audio/speech', body };
      const samples = await ask({ provider, name, log }, call, { most: LONGEST_SOUND, signal });
      return { samples: samples.subarray(0, samples.length - (samples.length % 2)), rate: RATE };
    },
  };
}

/** @throws {StartError} when its provider isn't set up */
export function createTranscriptionModel(name: ModelName, { providers, log }: Surroundings): TranscriptionModel {
  const provider = providerOf('LEX_TRANSCRIPTION_MODEL', name, providers);
  return {
    async transcribe(audio, { contentType, language, signal }) {
      const form = new FormData();
      form.set('model', name.name);
      form.set('response_format', 'json');
      if (language !== undefined) form.set('language', language);
      // Servers tell the format by the name.
      const extension = contentType.split('/')[1] ?? 'wav';
      form.set('file', new Blob([Uint8Array.from(audio)], { type: contentType }), `speech.${extension}`);
      // A body of Node's own form, as bytes: undici's `fetch` takes only forms of its own.
      const encoded = new Response(form);
      const call = {
        path: 'audio/transcriptions',
        body: new Uint8Array(await encoded.arrayBuffer()),
        contentType: encoded.headers.get('content-type') ?? '',
      };
      const answer = await ask({ provider, name, log }, call, { most: LONGEST_TEXT, signal });
      const text = textOf(fieldsOf(parseJson(Buffer.from(answer).toString('utf8')))['text']);
      if (text === undefined) throw toModelError({ kind: 'garbled', came: 'no text' }, provider, name);
      return text.replaceAll('\0', '').toWellFormed().trim();
    },
  };
}

function providerOf(setting: string, name: ModelName, providers: ProviderSettings): Provider {
  const shown = `${setting} is ${JSON.stringify(formatModelName(name))}`;
  if (name.provider === 'local') throw new StartError(`${shown}, but local has no such models.`);
  const provider = setUpProvider(name.provider, providers);
  if (typeof provider === 'string') throw new StartError(`${shown}, which needs ${provider} to be set.`);
  return provider;
}

/** Makes a call, again after failures that may pass, and reads its answer up to a bound. */
async function ask(
  { provider, name, log }: { readonly provider: Provider; readonly name: ModelName; readonly log: Logger },
  call: Omit<ProviderCall, 'signal'>,
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  for (let retry = 1; ; retry++) {
    signal.throwIfAborted();
    try {
      const response = await provider.http.call({
        ...call,
        signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
      });
      const pieces: Uint8Array[] = [];
      let bytes = 0;
      for await (const piece of response.body ?? []) {
        bytes += piece.length;
        if (bytes > most) throw new FailureError({ kind: 'garbled', came: 'an answer without an end' });
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    } catch (error) {
      signal.throwIfAborted();
      const failure = readFailure(error);
      const waitMs = retryDelay(failure, retry, { baseMs: RETRY_BASE_MS });
      log.warn({ model: name, ...describeFailure(failure, provider), waitMs }, 'speech call failed');
      if (waitMs === undefined) throw toModelError(failure, provider, name);
      await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
