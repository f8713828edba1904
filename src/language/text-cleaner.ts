const LONE_SURROGATES = /[\uD800-\uDFFF]/gu;

/**
 * Makes a model's output fit to be stored and sent: NUL is left out, and a lone surrogate becomes U+FFFD, since
 * neither PostgreSQL nor UTF-8 can hold them.
 *
 * Text arrives in pieces, and a pair of surrogates may be split between two of them: a high one at the end of a
 * piece is held back until the next piece, or the end, tells whether its other half follows.
 */
export class TextCleaner {
  #held = '';

  /** The part of the text so far that may be passed on; possibly empty. */
  push(piece: string): string {
    const text = this.#held + piece;
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    this.#held = text.slice(cut);
    return clean(text.slice(0, cut));
  }

  /** What was held back, when nothing follows. */
  end(): string {
    const text = this.#held;
    this.#held = '';
    return clean(text);
  }
}

function clean(text: string): string {
  return text.replaceAll('\0', '').replace(LONE_SURROGATES, '\uFFFD');
}
