import type { Failure } from './failure.ts';

/**
 * Reads a refusal of a prompt that is too long: status 413, or OpenAI's words, which most servers of its protocol repeat.
 * Undefined for another failure.
 */
export function readTooLong(failure: Failure): { readonly limitTokens: number | undefined } | undefined {
  if (failure.kind !== 'status' || (failure.status !== 400 && failure.status !== 413)) return undefined;
  if (failure.status === 400 && !/context[ _](length|window|size)|too long/i.test(failure.detail)) return undefined;
  const told = /context (?:length|window|size)[^\d]{0,40}(\d{1,9})/i.exec(failure.detail)?.[1];
  return { limitTokens: told === undefined ? undefined : Number(told) };
}
