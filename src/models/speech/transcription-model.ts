import { z } from 'zod';
import type { ModelName } from '../../config/model-name.ts';
import { toModelError } from '../failures/failure-message.ts';
import type { Payer } from '../model.ts';
import { fieldsOf, parseJson, textOf } from '../providers/http/json.ts';
import { PROBE_TIMEOUT_MS, probeProvider } from '../providers/probe-provider.ts';
import { callSpeech, type Probed, type SpeechSurroundings, speechProvider } from './call-speech.ts';
import { tokensOfRecording, tokensOfSeconds } from './recording-tokens.ts';

/** What is heard. */
export interface HeardOptions {
  readonly contentType: string;
  /** As ISO 639-1 names it; undefined: the model finds out. */
  readonly language: string | undefined;
  readonly signal: AbortSignal;
}

/** What was said, and what hearing it took. */
export interface Heard {
  readonly text: string;
  /** As the provider tells; undefined: it tells nothing. */
  readonly tokens: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
}

/** A provider's model that writes down what is said, as the provider has it. */
export interface UnmeteredTranscriptionModel extends Probed {
  readonly name: ModelName;
  /** How many tokens hearing a recording takes, before anybody has heard it: rather too many than too few. */
  tokensOf(audio: Uint8Array): number;
  /** @throws {ModelError} when the provider can't or won't; the message says what the user can do */
  transcribe(audio: Uint8Array, options: HeardOptions): Promise<Heard>;
}

/** The same with each call counted. */
export interface TranscriptionModel {
  readonly name: ModelName;
  /**
   * @throws {ModelError} when the provider can't or won't; the message says what the user can do
   * @throws {LexError} BUDGET_EXCEEDED
   */
  transcribe(audio: Uint8Array, options: HeardOptions & { readonly payer: Payer }): Promise<string>;
}

const LONGEST_TEXT = 2 ** 20;
const count = z.number().min(0).max(1e9);
/** OpenAI's two forms: its newer models are billed by tokens, Whisper by the second. */
const usage = z.union([
  z
    .object({ input_tokens: count, output_tokens: count })
    .transform((told) => ({ inputTokens: Math.ceil(told.input_tokens), outputTokens: Math.ceil(told.output_tokens) })),
  z.object({ seconds: count }).transform(({ seconds }) => ({ inputTokens: tokensOfSeconds(seconds), outputTokens: 0 })),
]);

/** @throws {StartError} when its provider isn't set up */
export function createTranscriptionModel(
  name: ModelName,
  { log, ...settings }: SpeechSurroundings,
): UnmeteredTranscriptionModel {
  const provider = speechProvider('LEX_TRANSCRIPTION_MODEL', name, settings);
  return {
    name,
    tokensOf: tokensOfRecording,
    probe: ({ signal }) => probeProvider(provider, PROBE_TIMEOUT_MS, signal),
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
      const answer = await callSpeech({ provider, name, log }, call, { most: LONGEST_TEXT, signal });
      const fields = fieldsOf(parseJson(Buffer.from(answer).toString('utf8')));
      const text = textOf(fields['text']);
      if (text === undefined) throw toModelError({ kind: 'garbled', came: 'no text' }, provider, name);
      return {
        text: text.replaceAll('\0', '').toWellFormed().trim(),
        tokens: usage.safeParse(fields['usage']).data,
      };
    },
  };
}
