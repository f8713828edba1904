import { setTimeout as delay } from 'node:timers/promises';
import type { ModelName } from '../../config/model-name.ts';
import type { Logger } from '../../log.ts';
import { within } from '../../time/within.ts';
import type { Completion, CompletionEvent, SentCompletion } from '../completion.ts';
import { type Failure, FailureError, readFailure } from '../failures/failure.ts';
import { toBrokenOffError, toModelError } from '../failures/failure-message.ts';
import { describeFailure } from '../failures/failure-report.ts';
import { ModelError } from '../failures/model-error.ts';
import { RETRY_BASE_MS, retryDelay } from '../failures/retry.ts';
import { withoutEcho } from '../failures/without-echo.ts';
import type { Model, ModelEvent, Prompt, StreamOptions } from '../model.ts';
import { mediaOf, textsOf } from '../prompt/completion-texts.ts';
import { toSentCompletion, toSentPrompt } from '../prompt/prompt-messages.ts';
import { withImages } from '../prompt/with-images.ts';
import { ShownAnswer } from './answers/shown-answer.ts';
import { Patience, type Silence } from './patience.ts';
import { PROBE_TIMEOUT_MS, probeProvider } from './probe-provider.ts';
import type { AnswerPart, Provider } from './provider.ts';

export interface RemoteModelOptions {
  readonly log: Logger;
  readonly silence: Silence;
  /** @default PROBE_TIMEOUT_MS */
  readonly probeTimeoutMs?: number;
  /** @default RETRY_BASE_MS */
  readonly retryBaseMs?: number;
}

/** How far one call has come. */
interface Attempt {
  /** Whether a piece of its answer was passed on. */
  started: boolean;
  /** The provider's id of the request, once it is known. */
  requestId: string | undefined;
}

/** A model of a provider, with Lex's own time-outs, retries and messages. */
export class RemoteModel implements Model {
  readonly name: ModelName;
  readonly #provider: Provider;
  readonly #log: Logger;
  readonly #silence: Silence;
  readonly #probeTimeoutMs: number;
  readonly #retryBaseMs: number;

  constructor(name: ModelName, provider: Provider, options: RemoteModelOptions) {
    this.name = name;
    this.#provider = provider;
    this.#log = options.log;
    this.#silence = options.silence;
    this.#probeTimeoutMs = options.probeTimeoutMs ?? PROBE_TIMEOUT_MS;
    this.#retryBaseMs = options.retryBaseMs ?? RETRY_BASE_MS;
  }

  async *stream(prompt: Prompt, options: StreamOptions): AsyncGenerator<ModelEvent> {
    options.signal.throwIfAborted();
    const sent = await withImages(toSentPrompt(prompt), options.signal);
    // No tools are given, so that no calls of them come.
    for await (const event of this.#answer(sent, options)) if (event.kind !== 'tool-call') yield event;
  }

  complete(completion: Completion, options: StreamOptions): AsyncGenerator<CompletionEvent> {
    return this.#answer(toSentCompletion(completion), options);
  }

  async *#answer(messages: SentCompletion, { signal, about }: StreamOptions): AsyncGenerator<CompletionEvent> {
    signal.throwIfAborted();
    if (messages.messages.length === 0) throw new ModelError('There is no message to answer.');
    const log = this.#log.child({ model: this.name, ...about });
    for (let retry = 1; ; retry++) {
      const attempt: Attempt = { started: false, requestId: undefined };
      try {
        yield* this.#ask(messages, attempt, signal, log);
        return;
      } catch (error) {
        signal.throwIfAborted();
        const failure = withoutEcho(readFailure(error), toldOf(messages));
        const requestId = error instanceof FailureError ? error.requestId : undefined;
        const { started } = attempt;
        await this.#failed(failure, retry, { started, requestId: requestId ?? attempt.requestId, signal, log });
      }
    }
  }

  async probe({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    await probeProvider(this.#provider, this.#probeTimeoutMs, signal);
  }

  /**
   * Logs a failure, and waits until the call may be retried.
   *
   * @throws {ModelError} when it may not
   */
  async #failed(
    failure: Failure,
    retry: number,
    { started, requestId, signal, log }: Attempt & { signal: AbortSignal; log: Logger },
  ): Promise<void> {
    const waitMs = started ? undefined : retryDelay(failure, retry, { baseMs: this.#retryBaseMs });
    log.warn({ ...describeFailure(failure, this.#provider), requestId, started, waitMs }, 'model call failed');
    if (started) throw toBrokenOffError(failure, this.#provider, this.name);
    if (waitMs === undefined) throw toModelError(failure, this.#provider, this.name);
    await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }

  /** Makes one call. However the iteration ends, the HTTP request ends with it. */
  async *#ask(
    prompt: SentCompletion,
    attempt: Attempt,
    signal: AbortSignal,
    log: Logger,
  ): AsyncGenerator<CompletionEvent> {
    const call = new AbortController();
    const abort = () => call.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const asked = { model: this.name.name, prompt, signal: call.signal, log };
      const shown = new ShownAnswer((prompt.tools?.length ?? 0) > 0);
      yield* this.#read(this.#provider.ask(asked)[Symbol.asyncIterator](), { attempt, shown, signal: call.signal });
    } finally {
      signal.removeEventListener('abort', abort);
      call.abort();
    }
  }

  async *#read(
    parts: AsyncIterator<AnswerPart>,
    { attempt, shown, signal }: { attempt: Attempt; shown: ShownAnswer; signal: AbortSignal },
  ): AsyncGenerator<CompletionEvent> {
    const patience = new Patience(this.#silence);
    for (;;) {
      const { ms, toldMs } = patience.next();
      const late = () => {
        throw new FailureError({ kind: 'timeout', ms: toldMs });
      };
      const { done, value: part } = await within(ms, parts.next(), { late, signal });
      if (done) throw new FailureError({ kind: 'broken' });
      if (part.kind === 'sign') {
        attempt.requestId ??= part.requestId;
        if (part.isToken) patience.token();
        continue;
      }
      patience.token();
      for (const event of shown.take(part)) {
        attempt.started = true;
        yield event;
      }
      shown.check();
      if (part.kind === 'end') return;
    }
  }
}

/** All that a call tells its provider of what users said and showed. */
function toldOf(sent: SentCompletion): string[] {
  const media = mediaOf(sent).map((part) => {
    const data =
      part.type === 'image_url' ? part.image_url.url : part.type === 'text' ? part.text : part.input_audio.data;
    return data.replace(/^data:[^,]{0,200},/, '').slice(0, ECHOED_MEDIA);
  });
  return [...textsOf(sent), ...media];
}

/** How much of an image or a sound a refusal may repeat, in UTF-16 units of its base64; it repeats a beginning. */
const ECHOED_MEDIA = 10_000;
