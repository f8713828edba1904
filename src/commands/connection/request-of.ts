import { z } from 'zod';

const generated = z.object({ hash: z.string() });

/**
 * An operation as it is sent to a server: by its persisted id, for servers that answer nothing else, and with its text, for
 * those of another version, which know other ids.
 */
export function requestOf(
  document: { readonly __meta__?: unknown; toString(): string },
  variables: Record<string, unknown>,
) {
  const { data } = generated.safeParse(document.__meta__);
  return { query: document.toString(), variables, ...(data && { documentId: data.hash }) };
}
