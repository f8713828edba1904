import type { ExecutionResult } from 'graphql';
import type { SocketConnection } from './socket-connection.ts';

/**
 * Sends the results of a subscription past graphql-ws, which would write each for each socket anew. What is returned
 * stands for the subscription there: it has no results, ends with it, and ends it.
 */
export function sendResults(
  results: AsyncIterableIterator<Buffer>,
  { id, connection }: { readonly id: string; readonly connection: SocketConnection },
): AsyncIterableIterator<ExecutionResult> {
  const start = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  return {
    async next() {
      for (;;) {
        const { done, value } = await results.next();
        if (done) return { done: true, value: undefined };
        const taken = connection.sendShared(start, value);
        if (taken) await taken;
      }
    },
    async return() {
      await results.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
