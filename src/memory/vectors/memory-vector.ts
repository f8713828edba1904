import type { QuantisedVector } from './quantised-vector.ts';

/** What a text means, as an embedding model has it. Only vectors of the same model and length can be compared. */
export interface MemoryVector extends QuantisedVector {
  /** As provider/name. */
  readonly model: string;
}

/** What two vectors must have in common to be compared. */
export function spaceOf({ model, numbers }: MemoryVector): string {
  return `${model} ${numbers.length}`;
}
