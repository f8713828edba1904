import type { GraphQLError } from 'graphql';

/** The way from the root of a result to a place in it. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

export function pathToArray(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let each: Path | undefined = path; each; each = each.prev) keys.push(each.key);
  return keys.reverse();
}

/** The errors of one run, in the order in which they came. */
export class CollectedErrors {
  readonly all: GraphQLError[] = [];
  readonly #nulled = new Set<Path | undefined>();

  /**
   * Takes the error of a field that is null now. Left out is one below a place that is null already: its field goes on
   * to its end, for nothing stops it, but nobody sees what comes of it.
   *
   * @param path undefined when all data is null
   */
  add(error: GraphQLError, path: Path | undefined): void {
    if (this.#nulled.size > 0 && this.#isBelowNull(path)) return;
    this.#nulled.add(path);
    this.all.push(error);
  }

  #isBelowNull(path: Path | undefined): boolean {
    for (let each = path; each; each = each.prev) if (this.#nulled.has(each)) return true;
    return this.#nulled.has(undefined);
  }
}
