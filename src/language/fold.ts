const ASCII = /^[\0-\x7f]*$/;
/** Signs that are typed for one another: the apostrophes of French, Ukrainian and Uzbek, and what stands in for them. */
const APOSTROPHES = /[\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\u00b4\uff07\ua78c\u05f3]/g;
/** What is not seen: soft hyphens, marks of direction, joiners within a word. A non-joiner in Persian stands between words. */
const UNSEEN = /(?!\u200c)\p{DI}|(?<=\p{M})\u200c/gu;
/**
 * Accents, the vowel signs of Arabic and Hebrew, and Arabic's stretching sign. In other scripts marks are letters of
 * their own: kana's voiced sounds, the vowels of Hindi and Thai.
 */
const ACCENTS = /(?!\p{scx=Kana})(?=\p{Mn})[\p{sc=Zinh}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Cyrl}]|\u0640/gu;
/** Letters that Unicode doesn't take apart, in lower case, as they are written where a keyboard lacks them. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ħ', 'h'],
  ['ŧ', 't'],
  ['ı', 'i'],
  ['ς', 'σ'],
]);
const PLAINED = /[ßæœøłđħŧıς]/g;
const FOREIGN_DIGIT = /(?![0-9])\p{Nd}/gu;
const DIGIT = /\p{Nd}/u;

/** A text with one apostrophe for all that are typed for it, in the compatible forms of Unicode, without what isn't seen. */
export function straighten(text: string): string {
  return ASCII.test(text) ? text : text.replace(APOSTROPHES, "'").normalize('NFKC').replace(UNSEEN, '');
}

/**
 * A text as another may write it: in lower case, without accents, with one apostrophe, with the digits 0 to 9. The one
 * way in which all searches compare; what is stored folded has to be folded again when this changes.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return straighten(text)
    .toLowerCase()
    .replace(PLAINED, (letter) => PLAIN.get(letter) ?? letter)
    .normalize('NFD')
    .replace(ACCENTS, '')
    .replace(FOREIGN_DIGIT, (digit) => String(digitValue(digit)))
    .normalize('NFC');
}

/** Unicode has the ten digits of a script in a row, which begins at the first or the seventh place of sixteen. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  const first = code & ~0xf;
  return DIGIT.test(String.fromCodePoint(first)) ? code - first : code - first - 6;
}
