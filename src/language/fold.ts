const ASCII = /^[\0-\x7f]*$/;
/** Signs that people type for an apostrophe, also in French, Ukrainian and Uzbek. */
const APOSTROPHES = /[\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\u00b4\uff07\ua78b\ua78c\u05f3]/g;
/**
 * Invisible characters: soft hyphens, direction marks, joiners. The non-joiner stays where it parts words, as in
 * Persian.
 */
const UNSEEN = /(?!\u200c)\p{DI}|(?<=\p{M})\u200c/gu;
/**
 * Accents, the vowel signs of Arabic and Hebrew, and the sign that stretches Arabic words. In other scripts a mark
 * makes another letter, such as the voiced sounds of kana or the vowels of Hindi and Thai, and stays.
 */
const ACCENTS = /(?!\p{scx=Kana})(?=\p{Mn})[\p{sc=Zinh}\p{sc=Arab}\p{sc=Hebr}\p{sc=Syrc}\p{sc=Cyrl}]|\u0640/gu;
/** Lower-case letters that Unicode can't decompose, with what people write who don't have them on the keyboard. */
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

/**
 * A text in the compatible forms of Unicode (NFKC), with one sign for all apostrophes, without invisible characters.
 */
export function straighten(text: string): string {
  if (ASCII.test(text)) return text;
  // Apostrophes first, since the form takes some apart, and again, since it puts some in the place of others.
  return text.replace(APOSTROPHES, "'").normalize('NFKC').replace(APOSTROPHES, "'").replace(UNSEEN, '');
}

/**
 * A text in the form in which all searches compare: in lower case, without accents, with one sign for all apostrophes,
 * and with the digits 0 to 9. Folded text stays as it is. Where it is stored, the text has to be folded again whenever
 * this function changes.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return straighten(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(ACCENTS, '')
    .replace(PLAINED, (letter) => PLAIN.get(letter) ?? letter)
    .replace(FOREIGN_DIGIT, (digit) => String(digitValue(digit)))
    .normalize('NFC');
}

/** The ten digits of a script stand in a row that begins at the first or the seventh of sixteen code points. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  const first = code & ~0xf;
  return DIGIT.test(String.fromCodePoint(first)) ? code - first : code - first - 6;
}
