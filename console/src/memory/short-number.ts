/** A number to compare with others: three digits say enough. */
export function shortNumber(value: number, language: string): string {
  return value.toLocaleString(language, { maximumSignificantDigits: 3 });
}
