import { isPromise as hasThen } from 'graphql/jsutils/isPromise.js';

/** Whether a value has to be waited for: resolvers may answer with anything that has a `then`, functions included. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return hasThen(value);
}
