/** Something that is told of with its labels, written as Prometheus reads them: `a="x",b="y"`, or nothing. */
export interface Labelled<S> {
  readonly labels: string;
  readonly values: readonly string[];
  readonly series: S;
}

interface Branch<S> {
  readonly next: Map<string, Branch<S>>;
  series?: S;
}

/**
 * The series of a metric by the values of their labels. To find one costs a look into a map for each label: nothing is
 * sorted, joined or hashed anew. Whoever gives values sees to it that they are few.
 */
export class SeriesByLabels<S> {
  readonly #names: readonly string[];
  readonly #make: () => S;
  readonly #root: Branch<S> = { next: new Map() };
  readonly #all: Labelled<S>[] = [];

  constructor(names: readonly string[], make: () => S) {
    this.#names = names;
    this.#make = make;
  }

  /** All that there are, in the order in which they were first asked for. */
  get all(): readonly Labelled<S>[] {
    return this.#all;
  }

  /** @param values one for each name, in their order */
  of(...values: readonly string[]): S {
    let at = this.#root;
    for (const value of values) {
      let next = at.next.get(value);
      if (!next) {
        next = { next: new Map() };
        at.next.set(value, next);
      }
      at = next;
    }
    at.series ??= this.#add(values);
    return at.series;
  }

  #add(values: readonly string[]): S {
    const series = this.#make();
    // JSON escapes what the text format does, as it does: quotes, backslashes and ends of lines.
    const labels = this.#names.map((name, index) => `${name}=${JSON.stringify(values[index] ?? '')}`).join(',');
    this.#all.push({ labels, values, series });
    return series;
  }
}
