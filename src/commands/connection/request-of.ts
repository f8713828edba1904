import { z } from 'zod';

const generated = z.object({ hash: z.string() });

/**
 * Makes the request for an operation. It has the operation's persisted id, for a server that takes nothing else, and
 * its text, for a server of another version, which knows other ids.
 */
export function requestOf(
  document: { readonly __meta__?: unknown; toString(): string },
  variables: Record<string, unknown>,
) {
  const { data } = generated.safeParse(document.__meta__);
  return { query: document.toString(), variables, ...(data && { documentId: data.hash }) };
}
