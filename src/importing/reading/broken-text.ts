import { ImportRefusedError } from './import-refused.ts';

/** @param name of what is in the archive, which may say anything */
export function brokenText(name: string, problem: string): ImportRefusedError {
  return new ImportRefusedError(`${JSON.stringify(name.slice(-100).toWellFormed())} ${problem}.`);
}
