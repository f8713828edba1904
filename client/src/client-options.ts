import type { LexError } from './lex-error.ts';

export interface LexClientOptions {
  /** Where the server answers GraphQL, such as `https://lex.example.com/graphql`. */
  readonly url: string | URL;
  /**
   * The API key or token, or a function that gives it. The function is called before each request, and so has to keep
   * the token itself; when the server has refused one, it is called with that, and has to give another. What it throws
   * comes to whoever asked. Left out: nobody is asked for one.
   */
  readonly token?: string | ((refused?: string) => string | undefined | Promise<string | undefined>);
  /** Called each time that something is lost or refused for now, before it is tried again. It must not throw. */
  readonly onRetry?: (error: LexError, waitMs: number) => void;
  /** How often in a row something is tried until its error is thrown; what arrives begins it anew. @default 20 */
  readonly tries?: number;
  /**
   * The wait before the second try, in milliseconds; each that follows is twice as long, up to 8 s, give or take a
   * fifth. @default 250
   */
  readonly firstWaitMs?: number;
  /**
   * After so long without a sign of the server a connection is given up, in milliseconds. It sends one every 12 s.
   * @default 30_000
   */
  readonly silenceMs?: number;
  /** @default the global `fetch` */
  readonly fetch?: typeof fetch;
}

/** The options, with the defaults filled in. */
export interface Settings {
  readonly url: string | URL;
  readonly onRetry: (error: LexError, waitMs: number) => void;
  readonly tries: number;
  readonly firstWaitMs: number;
  readonly silenceMs: number;
  readonly fetch: typeof fetch;
}

export function settingsOf({ url, onRetry, tries, firstWaitMs, silenceMs, fetch: given }: LexClientOptions): Settings {
  return {
    url,
    onRetry: onRetry ?? (() => undefined),
    tries: tries ?? 20,
    firstWaitMs: firstWaitMs ?? 250,
    silenceMs: silenceMs ?? 30_000,
    // Browsers’ own wants to be called as a plain function.
    fetch: given ?? ((input, init) => fetch(input, init)),
  };
}
