import type { ExecutionResult } from 'graphql';
import { jsonOf } from './write-result.ts';

/** What came of one event for an audience. Its JSON is written once, however many get it. */
export class EventResult {
  readonly result: ExecutionResult;
  #json: Buffer | undefined;

  constructor(result: ExecutionResult) {
    this.result = result;
  }

  get json(): Buffer {
    this.#json ??= jsonOf(this.result);
    return this.#json;
  }
}
