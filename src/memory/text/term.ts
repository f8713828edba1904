/** A word of a text: what it is found by, and how it was written. */
export interface Term {
  readonly term: string;
  readonly word: string;
  /** Of the term, 32 bits: where it is looked for in the index. */
  readonly hash: number;
  /** What stands for the term where its place in a text is kept: one in 65,536 others has it too. */
  readonly position: number;
}

/** Its hash is FNV-1a (Fowler, Noll and Vo); its position is that, folded to 16 bits. */
export function termOf(term: string, word: string): Term {
  let hash = 0x811c9dc5;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193);
  return { term, word, hash: hash >>> 0, position: (hash ^ (hash >>> 16)) & 0xffff };
}

/** A tag among the terms of the index: the character before it is in no word. */
export function tagTerm(tag: string): Term {
  return termOf(`\u0000${tag}`, tag);
}
