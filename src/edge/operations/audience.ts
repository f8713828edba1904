import type { ExecutionResult } from 'graphql';
import type { Joinable } from '../../graphql/joinable.ts';
import { Ending } from '../request/ending.ts';
import { EventResult } from './event-result.ts';
import { SharedSource } from './shared-source.ts';

/** A source of events, or the result that says why there is none. */
export type Begun = AsyncIterable<unknown> | ExecutionResult;

export interface AudienceOptions {
  /** Begins a source that ends with the signal. */
  readonly begin: (ending: Ending) => Promise<Begun>;
  /** What comes of an event; an error is in the result. */
  readonly run: (event: unknown, ending: Ending) => ExecutionResult | Promise<ExecutionResult>;
  /** Called when nobody may join any more: the next subscriber needs an audience of its own. */
  readonly onClose: () => void;
}

/**
 * The subscriptions of one viewer with the same operation and the same variables. What an event means to one of them it
 * means to all: it is worked out once, in a context of theirs together, which ends when the last has left.
 */
export class Audience {
  readonly #options: AudienceOptions;
  /** By the event itself, which a source gives to several subscribers, or which is in several sources. */
  readonly #results = new WeakMap<object, EventResult | Promise<EventResult>>();
  readonly #ending = new Ending();
  #members = 0;
  #shared: Promise<SharedSource | ExecutionResult> | undefined;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  /** Counts one more subscription, until {@link leave}. */
  enter(): void {
    this.#members += 1;
  }

  leave(): void {
    this.#members -= 1;
    if (this.#members === 0) this.#close();
  }

  /** The events of the one source that the audience has, from now on; the result when it can't begin. */
  async join({ key }: Joinable): Promise<ReturnType<SharedSource['join']> | ExecutionResult> {
    this.#shared ??= this.#begin(key);
    const shared = await this.#shared;
    return shared instanceof SharedSource ? shared.join() : shared;
  }

  /** What comes of an event. Only objects, which never change, tell events apart; of others each has its own result. */
  resultOf(event: unknown): EventResult | Promise<EventResult> {
    if (typeof event !== 'object' || event === null) return this.#run(event);
    const known = this.#results.get(event);
    if (known) return known;
    const made = this.#run(event);
    this.#results.set(event, made);
    // Who comes later needn't wait.
    if (made instanceof Promise)
      void made.then(
        (result) => this.#results.set(event, result),
        () => undefined,
      );
    return made;
  }

  async #begin(key: Joinable['key']): Promise<SharedSource | ExecutionResult> {
    try {
      const begun = await this.#options.begin(this.#ending);
      if (!(Symbol.asyncIterator in begun)) {
        this.#options.onClose();
        return begun;
      }
      return new SharedSource({
        source: begun[Symbol.asyncIterator](),
        key,
        resultOf: (event) => this.resultOf(event),
        onEnd: () => this.#close(),
      });
    } catch (error) {
      this.#options.onClose();
      throw error;
    }
  }

  #run(event: unknown): EventResult | Promise<EventResult> {
    const result = this.#options.run(event, this.#ending);
    return result instanceof Promise ? result.then((each) => new EventResult(each)) : new EventResult(result);
  }

  #close(): void {
    this.#options.onClose();
    this.#ending.end();
  }
}
