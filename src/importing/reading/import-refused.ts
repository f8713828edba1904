import { LexError } from '../../errors.ts';

/** An archive can't be taken, as a whole: nothing of it was stored. */
export class ImportRefusedError extends LexError {
  constructor(problem: string) {
    super('BAD_USER_INPUT', `Nothing was imported: ${problem}`);
  }
}
