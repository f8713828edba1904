import { StartError } from '../errors.ts';

/** An export can't be read, or doesn't fit to what is there. What was imported before stays, and may be imported again. */
export class ImportError extends StartError {
  override name = 'ImportError';

  constructor(line: number, problem: string) {
    super(`Line ${line}: ${problem}`);
  }
}
