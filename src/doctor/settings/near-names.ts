import leven from 'leven';

/** So many letters are wrong at most in a name that was mistyped. */
const MOST_WRONG = 3;

/**
 * The name among those that are known which somebody who wrote another probably meant: one that is spelled alike, or
 * has the same words but for one. Undefined when there is none.
 */
export function nearName(written: string, known: readonly string[]): string | undefined {
  const name = written.toUpperCase().replaceAll('-', '_');
  const near = known
    .map((each) => ({ each, wrong: wrongIn(name, each) }))
    .filter(({ each, wrong }) => wrong <= MOST_WRONG && wrong * 4 <= each.length)
    .sort((a, b) => a.wrong - b.wrong);
  return near[0]?.each;
}

/** Two letters that changed places, and a word too many or too few, count as one letter that is wrong. */
function wrongIn(name: string, known: string): number {
  const isAlike = hasItsWords(name, known) || lettersOf(name) === lettersOf(known);
  return isAlike ? 1 : leven(name, known, { maxDistance: MOST_WRONG + 1 });
}

const lettersOf = (name: string) => [...name].sort().join('');

/** Such as OPENAI_KEY for OPENAI_API_KEY, or LEX_REDIS_URL for REDIS_URL. */
function hasItsWords(name: string, known: string): boolean {
  const [ours, theirs] = [name.split('_'), known.split('_')];
  const [few, many] = ours.length < theirs.length ? [ours, theirs] : [theirs, ours];
  return few.length > 1 && many.length - few.length === 1 && few.every((word) => many.includes(word));
}
