import { setTimeout as delay } from 'node:timers/promises';
import type { ModelName } from '../../config/model-name.ts';
import type { Logger } from '../../log.ts';
import { within } from '../../time/within.ts';
import { type Failure, FailureError, readFailure } from '../failures/failure.ts';
import { toBrokenOffError, toModelError } from '../failures/failure-message.ts';
import { describeFailure } from '../failures/failure-report.ts';
import { ModelError } from '../failures/model-error.ts';
import { RETRY_BASE_MS, retryDelay } from '../failures/retry.ts';
import { withoutEcho } from '../failures/without-echo.ts';
import type { Model, ModelEvent, Prompt, StreamOptions } from '../model.ts';
import { type LoadedPrompt, loadImages } from '../prompt/load-images.ts';
import { toSentPrompt } from '../prompt/prompt-messages.ts';
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

  async *stream(prompt: Prompt, { signal, about }: StreamOptions): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const sent = toSentPrompt(prompt);
    if (sent.messages.length === 0) throw new ModelError('There is no message to answer.');
    const messages = await loadImages(sent, signal);
    const log = this.#log.child({ model: this.name, ...about });
    for (let retry = 1; ; retry++) {
      const attempt: Attempt = { started: false, requestId: undefined };
      try {
        yield* this.#ask(messages, attempt, signal, log);
        return;
      } catch (error) {
        signal.throwIfAborted();
        const failure = withoutEcho(readFailure(error), textsOf(messages));
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
  async *#ask(prompt: LoadedPrompt, attempt: Attempt, signal: AbortSignal, log: Logger): AsyncGenerator<ModelEvent> {
    const call = new AbortController();
    const abort = () => call.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const asked = { model: this.name.name, prompt, signal: call.signal, log };
      yield* this.#read(this.#provider.ask(asked)[Symbol.asyncIterator](), attempt, call.signal);
    } finally {
      signal.removeEventListener('abort', abort);
      call.abort();
    }
  }

  async *#read(parts: AsyncIterator<AnswerPart>, attempt: Attempt, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const patience = new Patience(this.#silence);
    const shown = new ShownAnswer();
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

/** All that a call tells its provider of what users said. */
function textsOf({ system, messages }: LoadedPrompt): string[] {
  const texts = messages.map(({ content }) => content);
  const images = messages.flatMap(({ images = [] }) => images.map(({ base64 }) => base64.slice(0, ECHOED_IMAGE)));
  return [...(system === undefined ? [] : [system]), ...texts, ...images];
}

/** How much of an image a refusal may repeat, in UTF-16 units of its base64; it repeats a beginning. */
const ECHOED_IMAGE = 10_000;
