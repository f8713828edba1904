import { randomUUID } from 'node:crypto';
import type { Viewer } from '../../accounts/viewer.ts';
import type { Logger } from '../../log.ts';
import type { GraphqlRequest } from '../request/graphql-request.ts';
import { nameOperation } from '../request/request-log.ts';

/** One operation on a socket, with an id of its own. It writes its line to the log when it ends. */
export function createSocketRequest(viewer: Viewer, log: Logger): GraphqlRequest {
  const requestId = randomUUID();
  const startedAt = performance.now();
  const ended = new AbortController();
  const operations: GraphqlRequest['operations'] = [];
  return {
    requestId,
    viewer,
    signal: ended.signal,
    end() {
      if (ended.signal.aborted) return;
      ended.abort();
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      log.info({ requestId, operations: operations.map(nameOperation), durationMs }, 'socket operation');
    },
    method: undefined,
    stream: true,
    operations,
    batched: false,
  };
}
