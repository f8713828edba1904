import { setTimeout as sleep } from 'node:timers/promises';
import type { TypedDocumentString } from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../../../test/support/clients/graphql-client.ts';
import type { Report } from '../report.ts';
import { MARK, type User } from './user.ts';

/** What came of an operation: its data, or the code of its first error. */
export type Answer<Result> = { readonly data: Result } | { readonly code: string; readonly message: string };

/** How a user asks, past the faults. */
export interface Asking {
  /** Asks once. @returns undefined when no answer came, so that nobody knows what was done */
  once<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Answer<Result> | undefined>;
  /**
   * Asks until there is an answer that stays, as an app does with what it may repeat.
   *
   * @throws {Error} when there is none in four minutes
   */
  untilAnswered<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Answer<Result>>;
  /** Looks for what is somebody else's in what was told to this user. */
  look(text: string, where: string): void;
}

/** These say that another try may do. */
const PASSING = new Set(['UNAVAILABLE', 'OVERLOADED', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR']);
const TIMEOUT_MS = 20_000;
const PATIENCE_MS = 240_000;
const PAUSE_MS = 250;

/** @param url where the GraphQL endpoint's server is */
export function createAsking(user: User, { url, report, signal }: AskingDeps): Asking {
  const client = new GraphqlClient(url, { authorization: `Bearer ${user.key}` }, () =>
    AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  );
  const look = (text: string, where: string) => {
    const foreign = (text.match(MARK) ?? []).find((mark) => mark !== user.mark);
    report.check('nobody is told what is another’s', foreign === undefined, () => `${user.name}, ${where}: ${text}`);
  };

  async function once<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Answer<Result> | undefined> {
    // Broken off, or answered by nginx with a page of its own.
    const answer = await client.answer<Result>(document.toString(), variables).catch(() => undefined);
    signal.throwIfAborted();
    if (!answer) return void report.count('requests without an answer');
    const text = JSON.stringify(answer);
    look(text, 'an answer');
    const [error] = answer.errors ?? [];
    const code = error?.extensions?.code ?? (error ? 'none' : 'data');
    report.count(`answers: ${code}`);
    report.check('no answer is an unknown error', code !== 'INTERNAL_SERVER_ERROR' && code !== 'none', () => text);
    if (error) return { code, message: error.message };
    return answer.data ? { data: answer.data } : { code: 'none', message: text };
  }

  return {
    look,
    once,
    async untilAnswered(document, variables) {
      for (const deadline = performance.now() + PATIENCE_MS; ; ) {
        const answer = await once(document, variables);
        if (answer && !('code' in answer && PASSING.has(answer.code))) return answer;
        if (performance.now() > deadline) throw new Error(`${user.name} had no answer: ${JSON.stringify(answer)}`);
        await sleep(PAUSE_MS, undefined, { signal });
      }
    },
  };
}

export interface AskingDeps {
  readonly url: string;
  readonly report: Report;
  /** Aborted when the run is given up. */
  readonly signal: AbortSignal;
}
