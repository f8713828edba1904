const ASCII = /^[\0-\x7f]*$/;

/** A word in lower case as another may write it: without accents, and Arabic without its stretching sign. */
export function fold(word: string): string {
  if (ASCII.test(word)) return word;
  return word
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[\p{Mn}\u0640]+/gu, '')
    .normalize('NFC');
}
