/**
 * A text as a part of an LMDB key. LMDB's key encoding escapes control characters in short strings but not in those of
 * 64 characters and more, so that two different texts could become one key: here they never reach it.
 */
export function keyText(text: string): string {
  return CONTROLS.test(text) ? text.replace(EACH_CONTROL, encodeURIComponent) : text;
}

// The per cent sign too, or an escaped text could equal one that was written so.
const CONTROLS = /[\p{Cc}%]/u;
const EACH_CONTROL = /[\p{Cc}%]/gu;
