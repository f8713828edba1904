import type { Setting } from '../../src/config/setting.ts';

/** Settings that stand in one row of a table in docs/configuration.md. */
export interface DocumentedSettings {
  /** The heading above their table. */
  readonly group: string;
  /** Each with the default that the page tells, undefined where it tells none. */
  readonly settings: readonly { readonly name: string; readonly fallback: string | undefined }[];
  readonly meaning: string;
}

/** Reads the rows of all tables whose first column holds names of variables. */
export function readSettingsPage(markdown: string): readonly DocumentedSettings[] {
  const rows: DocumentedSettings[] = [];
  let group = '';
  for (const line of markdown.split('\n')) {
    const [, heading] = /^## (.*)$/.exec(line) ?? [];
    if (heading !== undefined) group = heading;
    const [, first = '', second = '', meaning = ''] = /^\| (`[A-Z].*?) \| (.*?) \| (.*) \|$/.exec(line) ?? [];
    const names = [...first.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    if (names.length === 0) continue;
    const defaults = second.trim().split(/,\s*/);
    const settings = names.map((name, index) => {
      const [, fallback] = /^`(.*)`$/.exec(defaults.length === 1 ? second.trim() : (defaults[index] ?? '')) ?? [];
      return { name, fallback };
    });
    rows.push({ group, settings, meaning: meaning.trim() });
  }
  return rows;
}

/** What a page of settings tells otherwise than the program has it, a sentence each. */
export function problemsOfPage(page: readonly DocumentedSettings[], settings: readonly Setting<unknown>[]): string[] {
  const documented = page.flatMap((row) => row.settings);
  const known = new Map(settings.map((setting) => [setting.name, setting.fallback || undefined]));
  const missing = [...known.keys()].filter((name) => !documented.some((each) => each.name === name));
  const unknown = documented.filter(({ name }) => !known.has(name));
  const twice = documented.filter(({ name }, index) => documented.findIndex((each) => each.name === name) !== index);
  const otherwise = documented.filter(({ name, fallback }) => known.has(name) && known.get(name) !== fallback);
  return [
    ...missing.map((name) => `${name} has no row.`),
    ...unknown.map(({ name }) => `${name} has a row and is no setting.`),
    ...twice.map(({ name }) => `${name} has two rows.`),
    ...otherwise.map(
      ({ name, fallback }) => `${name} has the default ${known.get(name) ?? '–'}, and its row says ${fallback ?? '–'}.`,
    ),
  ];
}
