/** Names and codes are short words; what isn't may be a message, and that may hold anything. */
const WORD = /^[\w.-]{1,64}$/;

/** What an error is, in a word that comes from the program and never from its data: its code, or else its name. */
export function failureType(error: unknown): string {
  if (!(error instanceof Error)) return OTHER;
  const code = 'code' in error ? error.code : undefined;
  return [code, error.name].find((each): each is string => typeof each === 'string' && WORD.test(each)) ?? OTHER;
}

/** As the semantic conventions call an error that has no name. */
const OTHER = '_OTHER';
