import { messageOf } from '../../errors.ts';
import { withDeadline } from '../../time/with-deadline.ts';

/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Its beginning. */
  readonly body: string;
  /** Whether Lex made it, and not something on the way: all of its answers have this header. */
  readonly isOfLex: boolean;
  readonly durationMs: number;
  /** The moments between which it was made, by this machine's clock, in milliseconds. */
  readonly before: number;
  readonly after: number;
}

const ANSWER_MS = 8_000;
/** No answer that is asked for here is longer. */
const MOST_BYTES = 256 * 1024;

/**
 * Asks over a connection of `fetch`'s own. Redirects are answers like any other, since clients of GraphQL don't follow
 * them with what they sent.
 *
 * @throws when there is no answer; the message says why
 */
export async function ask(
  url: string,
  { signal, ...init }: { signal: AbortSignal; method?: string; headers?: Record<string, string>; body?: string },
): Promise<Answer> {
  const started = performance.now();
  const before = Date.now();
  try {
    return await withDeadline(ANSWER_MS, signal, async (deadline) => {
      const answer = await fetch(url, { ...init, redirect: 'manual', signal: deadline });
      const after = Date.now();
      const { status, headers } = answer;
      const body = await beginningOf(answer);
      const isOfLex = headers.has('x-request-id');
      return { status, headers, body, isOfLex, durationMs: performance.now() - started, before, after };
    });
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

async function beginningOf({ body }: Awaited<ReturnType<typeof fetch>>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  let text = '';
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    text += decoder.decode(read.value, { stream: true });
    if (text.length > MOST_BYTES) break;
  }
  await reader?.cancel();
  return text;
}

/** `fetch` says only that it failed; why is in the cause. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return messageOf(error);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const message = cause.message || messageOf(error);
  return message.includes(code) ? message : `${message} (${code})`;
}

export function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
