import { setTimeout as delay } from 'node:timers/promises';
import type { ModelName } from '../../config.ts';
import type { Logger } from '../../log.ts';
import { TextCleaner } from '../clean-text.ts';
import { type Model, ModelError, type ModelEvent, type Prompt } from '../model.ts';
import { type PromptMessages, toPromptMessages } from '../prompt-messages.ts';
import { FailureError, readFailure } from './failure.ts';
import { toBrokenOffError, toModelError } from './failure-message.ts';
import { probeProvider } from './probe-provider.ts';
import type { AnswerPart, Provider } from './provider.ts';
import { RETRY_BASE_MS, retryDelay } from './retry.ts';
import { within } from './within.ts';

/** How long a provider may take until the first sign of an answer: large prompts on slow machines take their time. */
export const FIRST_PIECE_TIMEOUT_MS = 60_000;

/** How long a provider may be silent in the middle of an answer. */
export const PIECE_TIMEOUT_MS = 60_000;

/** How long a probe may take. */
export const PROBE_TIMEOUT_MS = 3_000;

/** The longest answer that is taken, in UTF-16 units: a bound for a model that never stops. */
export const LONGEST_ANSWER = 1_000_000;

export interface RemoteModelOptions {
  readonly log: Logger;
  /** @default FIRST_PIECE_TIMEOUT_MS */
  readonly firstPieceTimeoutMs?: number;
  /** @default PIECE_TIMEOUT_MS */
  readonly pieceTimeoutMs?: number;
  /** @default PROBE_TIMEOUT_MS */
  readonly probeTimeoutMs?: number;
  /** @default RETRY_BASE_MS */
  readonly retryBaseMs?: number;
}

/** A model of a provider, with Lex's own time-outs, retries and messages. */
export class RemoteModel implements Model {
  readonly name: ModelName;
  readonly #provider: Provider;
  readonly #log: Logger;
  readonly #firstPieceTimeoutMs: number;
  readonly #pieceTimeoutMs: number;
  readonly #probeTimeoutMs: number;
  readonly #retryBaseMs: number;

  constructor(name: ModelName, provider: Provider, options: RemoteModelOptions) {
    this.name = name;
    this.#provider = provider;
    this.#log = options.log;
    this.#firstPieceTimeoutMs = options.firstPieceTimeoutMs ?? FIRST_PIECE_TIMEOUT_MS;
    this.#pieceTimeoutMs = options.pieceTimeoutMs ?? PIECE_TIMEOUT_MS;
    this.#probeTimeoutMs = options.probeTimeoutMs ?? PROBE_TIMEOUT_MS;
    this.#retryBaseMs = options.retryBaseMs ?? RETRY_BASE_MS;
  }

  async *stream(prompt: Prompt, { signal }: { readonly signal: AbortSignal }): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const messages = toPromptMessages(prompt);
    if (messages.messages.length === 0) throw new ModelError('There is no message to answer.');
    let started = false;
    for (let retry = 1; ; retry++) {
      try {
        for await (const event of this.#ask(messages, signal)) {
          started = true;
          yield event;
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        const failure = readFailure(error);
        const waitMs = started ? undefined : retryDelay(failure, retry, { baseMs: this.#retryBaseMs });
        this.#log.warn({ model: this.name, failure: failure.kind, started, waitMs }, 'model call failed');
        if (started) throw toBrokenOffError(failure, this.#provider, this.name);
        if (waitMs === undefined) throw toModelError(failure, this.#provider, this.name);
        await this.#wait(waitMs, signal);
      }
    }
  }

  async probe({ signal }: { readonly signal: AbortSignal }): Promise<void> {
    try {
      await probeProvider(this.#provider, this.#probeTimeoutMs, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw toModelError(readFailure(error), this.#provider, undefined);
    }
  }

  /** One call. However it ends, the HTTP request is over when the iteration is. */
  async *#ask(prompt: PromptMessages, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const call = new AbortController();
    const abort = () => call.abort(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const asked = { model: this.name.name, prompt, signal: call.signal, log: this.#log };
      yield* this.#read(this.#provider.ask(asked)[Symbol.asyncIterator](), call.signal);
    } finally {
      signal.removeEventListener('abort', abort);
      call.abort();
    }
  }

  async *#read(parts: AsyncIterator<AnswerPart>, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const cleaner = new TextCleaner();
    const thoughts = new TextCleaner();
    let length = 0;
    for (;;) {
      const limit = length > 0 ? this.#pieceTimeoutMs : this.#firstPieceTimeoutMs;
      const { done, value: part } = await within(parts.next(), limit, signal);
      if (done) throw new FailureError({ kind: 'broken' });
      if (part.kind === 'reasoning') {
        const text = thoughts.push(part.text);
        if (text) yield { kind: 'reasoning', text };
      }
      if (part.kind === 'text') {
        const text = cleaner.push(part.text);
        length += part.text.length;
        if (text) yield { kind: 'text', text };
        if (length > LONGEST_ANSWER) throw new FailureError({ kind: 'endless' });
      }
      if (part.kind === 'end') {
        const thought = thoughts.end();
        if (thought) yield { kind: 'reasoning', text: thought };
        const rest = cleaner.end();
        if (rest) yield { kind: 'text', text: rest };
        if (length === 0) throw new FailureError({ kind: part.finishReason === 'FILTERED' ? 'filtered' : 'empty' });
        yield part;
        return;
      }
    }
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }
}
