import { setTimeout as delay } from 'node:timers/promises';
import type { ModelName } from '../../config/model-name.ts';
import type { Logger } from '../../log.ts';
import { within } from '../../time/within.ts';
import { textUnits } from '../contexts/text-units.ts';
import type { UnmeteredEmbeddingModel } from '../embeddings.ts';
import { FailureError, readFailure } from '../failures/failure.ts';
import { toEmbeddingError, toModelError } from '../failures/failure-message.ts';
import { describeFailure } from '../failures/failure-report.ts';
import { RETRY_BASE_MS, retryDelay } from '../failures/retry.ts';
import { withoutEcho } from '../failures/without-echo.ts';
import type { StreamOptions } from '../model.ts';
import { PROBE_TIMEOUT_MS, probeProvider } from './probe-provider.ts';
import type { EmbeddedTexts, Provider } from './provider.ts';

/** How long one call may take. A local provider may compute the vectors of a batch on the processor. */
export const EMBEDDING_TIMEOUT_MS = 60_000;
/** The most texts in one call. Providers take more (OpenAI 2,048), but when a batch fails, it should be a small one. */
export const TEXTS_IN_CALL = 64;
/**
 * How much of a text is sent, in UTF-16 units. That is below the 8,192 tokens that most models take, unless nearly
 * every character is more than a token.
 */
export const LONGEST_TEXT = 8_000;

/** Some models mark where a text begins and ends, each with a token. */
const ENDS = 2;

/** A provider that has embedding models. */
export type EmbeddingProvider = Provider & Required<Pick<Provider, 'embed'>>;

/** An embedding model of a provider, with Lex's own time-outs, retries and messages. */
export class RemoteEmbeddingModel implements UnmeteredEmbeddingModel {
  readonly name: ModelName;
  readonly #provider: EmbeddingProvider;
  readonly #log: Logger;
  readonly #timeoutMs: number;
  readonly #retryBaseMs: number;

  constructor(
    name: ModelName,
    provider: EmbeddingProvider,
    options: { readonly log: Logger; readonly timeoutMs?: number; readonly retryBaseMs?: number },
  ) {
    this.name = name;
    this.#provider = provider;
    this.#log = options.log;
    this.#timeoutMs = options.timeoutMs ?? EMBEDDING_TIMEOUT_MS;
    this.#retryBaseMs = options.retryBaseMs ?? RETRY_BASE_MS;
  }

  async embed(
    texts: readonly string[],
    { signal, about, onCounted }: StreamOptions & { readonly onCounted?: (tokens: number) => void },
  ): Promise<Float32Array[]> {
    const log = about ? this.#log.child(about) : this.#log;
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += TEXTS_IN_CALL) {
      const part = texts.slice(at, at + TEXTS_IN_CALL).map(cut);
      const { vectors: batch, inputTokens } = await this.#embedBatch(part, signal, log);
      if (inputTokens !== undefined) onCounted?.(inputTokens);
      if (vectors[0] && vectors[0].length !== batch[0]?.length) {
        const came = 'vectors of different lengths';
        throw toModelError({ kind: 'garbled', came }, this.#provider, this.name);
      }
      vectors.push(...batch);
    }
    return vectors;
  }

  tokensOf(texts: readonly string[]): number {
    return texts.reduce((sum, text) => sum + Math.ceil(textUnits(cut(text))) + ENDS, 0);
  }

  async probe({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    await probeProvider(this.#provider, PROBE_TIMEOUT_MS, signal);
  }

  async #embedBatch(texts: readonly string[], signal: AbortSignal, log: Logger): Promise<EmbeddedTexts> {
    for (let retry = 1; ; retry++) {
      signal.throwIfAborted();
      try {
        return await this.#call(texts, signal);
      } catch (error) {
        signal.throwIfAborted();
        const failure = withoutEcho(readFailure(error), texts);
        const waitMs = retryDelay(failure, retry, { baseMs: this.#retryBaseMs });
        const requestId = error instanceof FailureError ? error.requestId : undefined;
        const described = describeFailure(failure, this.#provider);
        log.warn({ model: this.name, ...described, requestId, waitMs }, 'embedding call failed');
        if (waitMs === undefined) throw toEmbeddingError(failure, this.#provider, this.name);
        await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  }

  /** Makes one call. However it ends, the HTTP request ends with it. */
  async #call(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedTexts> {
    const call = new AbortController();
    const abort = () => call.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const answer = this.#provider.embed({ model: this.name.name, texts, signal: call.signal });
      const late = () => {
        throw new FailureError({ kind: 'timeout', ms: this.#timeoutMs });
      };
      return await within(this.#timeoutMs, answer, { late, signal });
    } finally {
      signal.removeEventListener('abort', abort);
      call.abort();
    }
  }
}

/** The beginning of a text, without half of a surrogate pair at its end. */
function cut(text: string): string {
  const beginning = text.slice(0, LONGEST_TEXT);
  return beginning.isWellFormed() ? beginning : beginning.slice(0, -1);
}
