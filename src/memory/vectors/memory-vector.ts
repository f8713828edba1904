import type { QuantisedVector } from './quantised-vector.ts';

/** The vector that an embedding model made of a text. Only vectors of the same model and length can be compared. */
export interface MemoryVector extends QuantisedVector {
  /** The model, as provider/name. */
  readonly model: string;
}

/** The same for vectors that can be compared. */
export function spaceOf({ model, numbers }: MemoryVector): string {
  return `${model} ${numbers.length}`;
}
