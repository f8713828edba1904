/**
 * Makes text that comes in pieces fit to be stored and sent. It leaves out NUL, which PostgreSQL can't hold, and
 * replaces lone surrogates, which UTF-8 has no form for, by U+FFFD.
 *
 * A pair of surrogates may be split between two pieces. So a high surrogate at the end of a piece is held back until
 * the next piece, or the end, shows whether its other half follows.
 */
export class TextCleaner {
  #held = '';

  /** Adds a piece, and returns the text that can be passed on now, which may be empty. */
  push(piece: string): string {
    const text = this.#held + piece;
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    this.#held = text.slice(cut);
    return clean(text.slice(0, cut));
  }

  /** Returns what was held back, when no piece follows. */
  end(): string {
    const text = this.#held;
    this.#held = '';
    return clean(text);
  }
}

function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
