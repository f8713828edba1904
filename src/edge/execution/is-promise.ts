import { isPromise as hasThen } from 'graphql/jsutils/isPromise.js';

/** Whether a value has to be waited for: resolvers may answer with anything that has a `then`, functions included. */
export function isPromise(value: unknown): value is Promise<unknown> {
  // Most values are texts and numbers, and to look for a property of these takes longer than to see what they are.
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && hasThen(value);
}
