import { StartError } from '../errors.ts';

/**
 * An export can't be read, or contradicts rows that are there already. Rows that were imported before stay; the
 * import may be repeated.
 */
export class ImportError extends StartError {
  override name = 'ImportError';

  constructor(line: number, problem: string) {
    super(`Line ${line}: ${problem}`);
  }
}
