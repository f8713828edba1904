import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { ConversationsChangedDocument, JobUpdatedDocument } from '../../../src/generated/graphql.ts';
import { ImpatientWebSocket } from '../../../test/support/clients/follow-reply.ts';
import type { Doing } from './drive.ts';

/** The longest pause before the socket is opened again, in milliseconds. */
const MOST_PAUSE_MS = 2_000;
/** After this time a subscription that has ended is begun again. */
const AGAIN_MS = 500;

/** Watches jobs and conversations over one socket that is opened again whenever it ends, until it is told to stop. */
export async function watch({ user, asking, url, report, stopped }: Doing): Promise<void> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: ImpatientWebSocket,
    connectionParams: { authorization: `Bearer ${user.key}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, Math.min(50 * 2 ** retries, MOST_PAUSE_MS))),
    connectionAckWaitTimeout: 10_000,
    keepAlive: 5_000,
  });
  const listen = (query: string, idOf: (data: Record<string, unknown>) => unknown): void => {
    // Whoever subscribes by a client that was disposed of opens a socket that nobody closes.
    if (stopped.aborted) return;
    const again = () => void setTimeout(listen, AGAIN_MS, query, idOf);
    client.subscribe<Record<string, unknown>>(
      { query },
      {
        next: ({ data }) => {
          const told = JSON.stringify(data ?? null);
          asking.look(told, 'a subscription');
          report.count('events of subscriptions');
          const id = data ? idOf(data) : undefined;
          if (typeof id === 'string') user.toldOf.add(id);
        },
        error(error) {
          report.event(`${user.name}: a subscription ended: ${JSON.stringify(error)}`);
          again();
        },
        complete: again,
      },
    );
  };
  const idIn = (value: unknown) =>
    typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  listen(JobUpdatedDocument.toString(), ({ jobUpdated }) => idIn(jobUpdated));
  listen(ConversationsChangedDocument.toString(), ({ conversationsChanged }) => idIn(conversationsChanged));
  if (!stopped.aborted) await once(stopped, 'abort');
  client.terminate();
  // It waits for a connection that is on its way, and fails with it.
  await Promise.resolve(client.dispose()).catch(() => undefined);
}
