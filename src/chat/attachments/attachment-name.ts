import { graphemeStart } from '../../language/graphemes.ts';

/** The longest name that is kept, in UTF-16 units. */
const LONGEST = 200;

/** What a file without a name is called. */
const NAMELESS = 'file';

/**
 * A file's name as it is shown to users and told to models: without folders, marks that turn the direction of what
 * follows, and what can't be seen. It is never a path.
 */
export function attachmentName(given: string | null | undefined): string {
  const last = (given ?? '').toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const seen = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const short = seen.length > LONGEST ? seen.slice(0, graphemeStart(seen, LONGEST)) : seen;
  return short === '' || /^\.+$/.test(short) ? NAMELESS : short;
}
