/** What dictation is offered in where no voice says which languages there are. */
const COMMON = 'ar cs da de el en es fi fr he hi hu id it ja ko nb nl pl pt ro ru sv th tr uk vi zh'.split(' ');

/**
 * The languages to choose from, by their names in the language of the page.
 *
 * @param options.voices where they speak certain languages, these are offered
 * @param options.chosen what is chosen now, which is offered in any case
 * @param options.shown the language of the page
 */
export function languageChoices({
  voices,
  chosen,
  shown,
}: {
  readonly voices: readonly { readonly language: string | null }[];
  readonly chosen: string | null;
  readonly shown: string;
}): { readonly value: string; readonly label: string }[] {
  const spoken = voices.flatMap(({ language }) => language ?? []);
  const main = spoken.length > 0 ? spoken.map((each) => each.split('-', 1)[0] ?? each) : COMMON;
  const all = [...new Set([...main, ...(chosen === null ? [] : [chosen])])];
  const names = new Intl.DisplayNames([shown], { type: 'language' });
  return all
    .map((value) => ({ value, label: nameOf(value, names) }))
    .sort((one, other) => one.label.localeCompare(other.label, shown));
}

/** What browsers don't know keeps its tag. */
function nameOf(tag: string, names: Intl.DisplayNames): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
