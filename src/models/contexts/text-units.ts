/** Units of a character by its length in UTF-8: letters of ASCII, other alphabets, syllables and ideographs, the rest. */
const ASCII = 1 / 3;
const TWO_BYTES = 0.7;
const THREE_BYTES = 1.3;
const FOUR_BYTES = 2.5;

/**
 * How much of a model's context a text takes, before anything is known of how the model counts: a number that is rather
 * too high than too low, in about tokens.
 *
 * The tokenizers of language models work on UTF-8 and have learned mostly English, so a character costs the more the
 * longer its UTF-8 form is: English has 4 to 4.5 letters to a token (help.openai.com, "What are tokens and how to count
 * them"), code and numbers about 3, Cyrillic and Arabic about 2, Chinese and Japanese from 0.7 tokens a character in new
 * tokenizers to 1.5 and more in old ones, as A. Petrov and others counted for 17 of them ("Language Model Tokenizers
 * Introduce Unfairness Between Languages", NeurIPS 2023). What a model counts differently is learned: see
 * model-contexts.ts.
 */
export function textUnits(text: string): number {
  let units = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) units += ASCII;
    else if (code < 0x800) units += TWO_BYTES;
    // Half of a surrogate pair.
    else if (code >= 0xd800 && code < 0xe000) units += FOUR_BYTES / 2;
    else units += THREE_BYTES;
  }
  return units;
}
