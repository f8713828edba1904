import type { ExecutionResult } from 'graphql';

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

/** A result as it goes over the wire, in UTF-8. */
export function jsonOf(result: ExecutionResult): Buffer {
  return Buffer.from(JSON.stringify(result));
}
