import { setTimeout as delay } from 'node:timers/promises';
import type { ProviderSettings } from '../../config/config.ts';
import { formatModelName, type ModelName } from '../../config/model-name.ts';
import { StartError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { FailureError, readFailure } from '../failures/failure.ts';
import { toModelError } from '../failures/failure-message.ts';
import { describeFailure } from '../failures/failure-report.ts';
import { RETRY_BASE_MS, retryDelay } from '../failures/retry.ts';
import type { setUpProvider } from '../models.ts';
import type { ProviderCall } from '../providers/http/provider-http.ts';
import type { Provider } from '../providers/provider.ts';

/** What models for what is spoken are made with. */
export interface SpeechSurroundings {
  readonly providers: ProviderSettings;
  readonly setUp: typeof setUpProvider;
  readonly log: Logger;
}

const CALL_MS = 120_000;

/** A model whose provider can be asked whether it answers, which costs nothing. */
export interface Probed {
  /**
   * Resolves when the provider can be reached with the key that is set.
   *
   * @throws {ModelError} when it can't
   */
  probe(options: { readonly signal: AbortSignal }): Promise<void>;
}

/** @throws {StartError} that names the setting, when the provider of its model isn't set up or has no such models */
export function speechProvider(
  setting: string,
  name: ModelName,
  { providers, setUp }: Omit<SpeechSurroundings, 'log'>,
): Provider {
  const shown = `${setting} is ${JSON.stringify(formatModelName(name))}`;
  if (name.provider === 'local') throw new StartError(`${shown}, but local has no such models.`);
  const provider = setUp(name.provider, providers);
  if (typeof provider === 'string') throw new StartError(`${shown}, which needs ${provider} to be set.`);
  return provider;
}

/** Makes a call, again after failures that may pass, and reads its answer up to `most` bytes. @throws {ModelError} */
export async function callSpeech(
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
