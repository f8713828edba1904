import { z } from 'zod';

const answer = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

/** An answer as a benchmark needs it: the bytes, to answer the same, and what they say. */
export interface Asked {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Sends one request.
 *
 * @throws when the answer has errors
 */
export async function ask(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Asked> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  const parsed = answer.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${url} answered ${response.status}: ${text}`);
  return { text, data: parsed.data.data };
}
