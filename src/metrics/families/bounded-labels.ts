/** What stands for every value that has no series of its own. */
export const OTHER = 'other';

/**
 * Bounds the values of a label, whatever it is given: the first `most` of those that are admitted have series of their
 * own, and all others one together.
 *
 * @param options.isAdmitted whether a value may have one. @default all may
 */
export function boundedLabels({
  most,
  isAdmitted = () => true,
}: {
  readonly most: number;
  readonly isAdmitted?: (value: string) => boolean;
}): (value: string | undefined) => string {
  const known = new Set<string>();
  return (value) => {
    if (value === undefined) return OTHER;
    if (known.has(value)) return value;
    if (known.size >= most || !isAdmitted(value)) return OTHER;
    known.add(value);
    return value;
  };
}
