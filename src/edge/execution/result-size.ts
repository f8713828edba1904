import type { GraphQLError } from 'graphql';

/**
 * Counts a result while it is made, in UTF-16 units as JSON, so that one that gets too large is given up before it has
 * taken much memory. What it counts is less than what will be written, never more: neither escapes nor the length of
 * numbers are in it.
 */
export class ResultSize {
  readonly #most: number;
  readonly #exceeded: (was: number) => GraphQLError;
  #units = 0;
  #failure: GraphQLError | undefined;

  /**
   * @param most UTF-16 units
   * @param exceeded what is wrong with a result of more
   */
  constructor(most: number, exceeded: (was: number) => GraphQLError) {
    this.#most = most;
    this.#exceeded = exceeded;
  }

  /** Why the result is given up: no part of it goes on then. */
  get failure(): GraphQLError | undefined {
    return this.#failure;
  }

  /** @throws what is wrong with a result of more than it may have */
  add(units: number): void {
    this.#units += units;
    if (this.#units > this.#most) this.#giveUp();
  }

  /** @throws as {@link ResultSize.add} */
  addLeaf(value: unknown): void {
    if (typeof value === 'string') this.add(value.length + 2);
    else if (typeof value === 'object' && value !== null) this.add(unitsOf(value));
    else this.add(1);
  }

  #giveUp(): never {
    this.#failure ??= this.#exceeded(this.#units);
    throw this.#failure;
  }
}

/** Of a scalar that holds others. What can't be written fails when it is. */
function unitsOf(value: object): number {
  try {
    return JSON.stringify(value)?.length ?? 0;
  } catch {
    return 0;
  }
}
