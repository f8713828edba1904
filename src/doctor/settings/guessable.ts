/** Words that stand in secrets which were meant to be replaced. */
const PLACEHOLDERS = /change.?me|replace|example|placeholder|password|passwort|secret|default|insecure|test|admin|lex/i;

/** Runs of the keyboard and of the alphabet, which guessers try first. */
const RUNS = /0123456|1234567|abcdefg|qwerty|qwertz|asdfgh/i;

/** A random secret in hexadecimal digits of 32 characters has mostly 13 to 16 different ones. */
const FEWEST_SIGNS = 8;

/**
 * Why a secret may be guessed, in words that don't show it; undefined when nothing is seen. A secret that is random
 * holds such a word by chance less than once in ten thousand.
 */
export function whyGuessable(secret: string): string | undefined {
  if (new Set(secret).size < Math.min(FEWEST_SIGNS, secret.length)) return 'it has few different characters';
  if (repeatsItself(secret)) return 'it repeats itself';
  if (RUNS.test(secret)) return 'it has a run of keys in it';
  // A few letters come by chance in what is long and random; what is left without the words must still be long.
  const rest = secret.replaceAll(new RegExp(PLACEHOLDERS, 'gi'), '').replaceAll(/[^a-z0-9]/gi, '');
  return PLACEHOLDERS.test(secret) && rest.length < LEAST_REST ? 'it is made of words that are tried first' : undefined;
}

const LEAST_REST = 20;

/** Whether a text is a shorter one, twice or more often. */
function repeatsItself(text: string): boolean {
  // The second place at which a text is found in two of itself is behind its shortest part.
  return text.length > 1 && (text + text).indexOf(text, 1) < text.length;
}
