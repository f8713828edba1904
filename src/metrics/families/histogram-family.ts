import { SeriesByLabels } from './series.ts';

/** What was observed of one combination of labels. Whoever observes often keeps it. */
export class Observations {
  readonly #bounds: readonly number[];
  /** Of each bucket by itself, the last of which has no bound. */
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let at = 0;
    while (value > (bounds[at] ?? Number.POSITIVE_INFINITY)) at += 1;
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += value;
  }

  /** @param labels without those of the buckets, as the text format has them */
  text(name: string, labels: string): string {
    const before = labels === '' ? '' : `${labels},`;
    let count = 0;
    let text = '';
    this.#counts.forEach((found, index) => {
      count += found;
      text += `${name}_bucket{${before}le="${this.#bounds[index] ?? '+Inf'}"} ${count}\n`;
    });
    return `${text}${name}_sum{${labels}} ${this.#sum}\n${name}_count{${labels}} ${count}\n`;
  }
}

/**
 * A histogram with its labels, that Prometheus reads as text. To observe something costs a search among the few buckets
 * and two additions; one of prom-client checks, sorts and joins the labels each time.
 */
export class HistogramFamily {
  readonly #name: string;
  readonly #help: string;
  readonly #series: SeriesByLabels<Observations>;

  /** @param options.buckets their upper bounds, in order; that of the last, which has none, is left out */
  constructor({ name, help, labels = [], buckets }: HistogramOptions) {
    this.#name = name;
    this.#help = help;
    this.#series = new SeriesByLabels(labels, () => new Observations(buckets));
  }

  /** @param values of the labels, in their order; they take few values */
  series(...values: readonly string[]): Observations {
    return this.#series.of(...values);
  }

  text(): string {
    let text = `# HELP ${this.#name} ${this.#help}\n# TYPE ${this.#name} histogram\n`;
    for (const { labels, series } of this.#series.all) text += series.text(this.#name, labels);
    return text;
  }
}

interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly buckets: readonly number[];
}
