/**
 * What stands before each word of an owner in the index: 24 bits of the owner's id, which are random. So the words of
 * an owner lie side by side in the index, and a search reads nobody else's, but those of the few owners who share these
 * bits: they are told apart by their ids.
 */
export function ownerPrefix(ownerId: string): string {
  return ownerId.slice(0, 6);
}

/** A word of an owner as PostgreSQL reads it in a `tsvector` or a `tsquery`. Within the quotes every sign is itself. */
export function lexemeOf(ownerId: string, word: string): string {
  return `'${ownerPrefix(ownerId)}${word.replace(/[\\']/g, '$&$&')}'`;
}
