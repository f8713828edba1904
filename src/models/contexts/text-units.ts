/** Units of a character by its length in UTF-8: ASCII, other alphabets, syllables and ideographs, the rest. */
const ASCII = 1 / 3;
const TWO_BYTES = 0.7;
const THREE_BYTES = 1.3;
const FOUR_BYTES = 2.5;

/**
 * Estimates how many tokens a text takes before it is known how the model counts. The estimate is too high rather than
 * too low. How a model really counts is learned (see model-contexts.ts).
 *
 * Tokenizers work on UTF-8 and were trained mostly on English, so that a character costs more tokens the longer its
 * UTF-8 form is. English has 4 to 4.5 letters to a token (help.openai.com, "What are tokens and how to count them"),
 * code and numbers about 3, Cyrillic and Arabic about 2. Chinese and Japanese take from 0.7 tokens a character in new
 * tokenizers to 1.5 and more in old ones, as A. Petrov and others counted for 17 tokenizers ("Language Model
 * Tokenizers Introduce Unfairness Between Languages", NeurIPS 2023).
 */
export function textUnits(text: string): number {
  let units = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) units += ASCII;
    else if (code < 0x800) units += TWO_BYTES;
    // One half of a surrogate pair, which has four bytes together.
    else if (code >= 0xd800 && code < 0xe000) units += FOUR_BYTES / 2;
    else units += THREE_BYTES;
  }
  return units;
}
