import { type Labelled, SeriesByLabels } from './series.ts';

/** What is counted of one combination of labels. Whoever counts often keeps it, and adds to it. */
export interface Cell {
  count: number;
}

/** A counter with its labels, that Prometheus reads as text. To count costs an addition, for whoever has the cell. */
export class CounterFamily {
  readonly #name: string;
  readonly #help: string;
  readonly #cells: SeriesByLabels<Cell>;

  constructor({ name, help, labels = [] }: { name: string; help: string; labels?: readonly string[] }) {
    this.#name = name;
    this.#help = help;
    this.#cells = new SeriesByLabels(labels, () => ({ count: 0 }));
  }

  /** @param values of the labels, in their order; they take few values */
  cell(...values: readonly string[]): Cell {
    return this.#cells.of(...values);
  }

  get all(): readonly Labelled<Cell>[] {
    return this.#cells.all;
  }

  text(): string {
    let text = `# HELP ${this.#name} ${this.#help}\n# TYPE ${this.#name} counter\n`;
    for (const { labels, series } of this.#cells.all) text += `${this.#name}{${labels}} ${series.count}\n`;
    return text;
  }
}
