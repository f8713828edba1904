import { PGlite } from '@electric-sql/pglite';
import { vi } from 'vitest';
import { messagesIn } from '../../../src/database/embedded/protocol-messages.ts';

const [QUERY, PARSE, BIND, EXECUTE] = ['Q', 'P', 'B', 'E'].map((kind) => kind.charCodeAt(0));
const HEADER_BYTES = 5;

/** The statements that reach the embedded database, whichever pool they come from: all of them pass this one door. */
export interface StatementCounter {
  /** Runs something, and answers with the texts of the statements that were executed meanwhile. */
  during<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }>;
  stop(): void;
}

/** Begins to read the protocol before a database is opened, since statements that are prepared are named only later. */
export function countStatements(): StatementCounter {
  const named = new Map<string, string>();
  let executed: string[] = [];
  let bound = '';
  const read = (message: Buffer) => {
    const body = message.subarray(HEADER_BYTES);
    if (message[0] === QUERY) executed.push(textAt(body, 0));
    if (message[0] === PARSE) named.set(textAt(body, 0), textAt(body, textAt(body, 0).length + 1));
    if (message[0] === BIND) bound = named.get(textAt(body, textAt(body, 0).length + 1)) ?? 'unknown';
    if (message[0] === EXECUTE) executed.push(bound);
  };
  const { execProtocolRawStream } = PGlite.prototype;
  const spy = vi.spyOn(PGlite.prototype, 'execProtocolRawStream').mockImplementation(function (this: PGlite, ...sent) {
    for (const message of messagesIn(Buffer.from(sent[0]))) read(message);
    return execProtocolRawStream.apply(this, sent);
  });
  return {
    async during(work) {
      executed = [];
      const result = await work();
      return { result, statements: [...executed] };
    },
    stop: () => spy.mockRestore(),
  };
}

/** A text of the protocol, which ends with a zero. */
function textAt(bytes: Buffer, start: number): string {
  return bytes.toString('latin1', start, bytes.indexOf(0, start));
}
