import type { Source } from './read-sources.ts';

/** Something that holds for all of the sources, with what to do where it doesn't. */
export interface Rule {
  readonly name: string;
  readonly wayOut: string;
  /** What breaks it: each begins with the name of the file. */
  breaches(sources: readonly Source[]): readonly string[];
}

/** What the tests expect to be empty: each line names the file, the rule and the way out. */
export function failuresOf({ name, wayOut, breaches }: Rule, sources: readonly Source[]): readonly string[] {
  return breaches(sources).map((breach) => `${breach}: ${name}. ${wayOut}`);
}
