/** What a field costs. One point is about a field of an object that is at hand. */
export interface CostRuleOptions {
  /** Of the field itself, each time it is asked of an object, besides what is asked for below it. @default 1 */
  readonly own?: number;
  /**
   * How many objects a list is taken to hold; beside a connection, each list in it. A list without a size, and not in a
   * connection, is taken to hold {@link FEW}.
   */
  readonly size?: number;
  /** The arguments that ask for another size; the first one that is given counts. */
  readonly sizedBy?: readonly string[];
  /** The largest size that they may ask for: a larger one is refused when the field runs. */
  readonly most?: number;
}

/** What a list holds of which nothing is said. */
export const FEW = 10;

/** Says what a field costs, in its `extensions` as `cost`: what is asked for is bounded before any of it runs. */
export class CostRule {
  readonly own: number;
  readonly size: number | undefined;
  readonly sizedBy: readonly string[];
  readonly most: number;

  constructor({ own = 1, size, sizedBy = [], most = Number.POSITIVE_INFINITY }: CostRuleOptions) {
    this.own = own;
    this.size = size;
    this.sizedBy = sizedBy;
    this.most = most;
  }
}

/** Of a field that reads the database by itself: a statement. */
export const STATEMENT = 10;
/** Of a field whose row is read together with those of other objects. */
export const ROW = 5;
/** Of a field for which rows of an object are counted, together with those of other objects. */
const COUNT = 20;
/** Of a field for which every row of a user is read. */
const MEASURE = 1_000;
/** Of a field that writes. */
export const WRITE = 50;
/** Of a search of memories, which scores all that hold a word of the query. */
export const SEARCH = 1_000;

export const READS_ROW = new CostRule({ own: ROW });
export const READS = new CostRule({ own: STATEMENT });
export const COUNTS = new CostRule({ own: COUNT });
export const MEASURES = new CostRule({ own: MEASURE });
export const WRITES = new CostRule({ own: WRITE });

/** The rule among the extensions of a field; undefined when it has none. */
export function costRuleOf(field: { readonly extensions: Readonly<Record<string, unknown>> }): CostRule | undefined {
  const { cost } = field.extensions;
  return cost instanceof CostRule ? cost : undefined;
}
