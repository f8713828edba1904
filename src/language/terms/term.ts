/** What a word of a text is found by, and how the word was written. */
export interface Term {
  readonly term: string;
  readonly word: string;
  /** A hash of the term in 32 bits: it says where in the index the term is. */
  readonly hash: number;
  /** Stands for the term where the index stores the order of a text's words; one in 65,536 other terms has it too. */
  readonly position: number;
}

/** The hash is FNV-1a (Fowler, Noll and Vo); the position is the hash folded to 16 bits. */
export function termOf(term: string, word: string): Term {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  return { term, word, hash: hash >>> 0, position: (hash ^ (hash >>> 16)) & 0xffff };
}

/** A tag as a term of the index: no word has the character that it begins with. */
export function tagTerm(tag: string): Term {
  return termOf(`\u0000${tag}`, tag);
}
