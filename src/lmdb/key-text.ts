/**
 * A text as a part of an LMDB key. LMDB's key encoding escapes control characters in strings below 64 characters only,
 * so that two different texts could become the same key. Here control characters are escaped before.
 */
export function keyText(text: string): string {
  return CONTROLS.test(text) ? text.replace(EACH_CONTROL, encodeURIComponent) : text;
}

// The per cent sign is escaped too, so that no text equals the escaped form of another.
const CONTROLS = /[\p{Cc}%]/u;
const EACH_CONTROL = /[\p{Cc}%]/gu;
