import { type Client, CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import { type JobPartsFragment, JobProgressDocument, type TypedDocumentString } from '../../generated/graphql.ts';
import { requestOf } from './request-of.ts';

/** Starts jobs on a server, and follows them. */
export interface JobConnection {
  /**
   * Starts a job, and calls `onChange` at each change until the job has ended.
   *
   * @param start the mutation that starts it
   * @param jobOf takes the job out of the mutation's result
   * @throws {JobConnectionError} when the server can't be reached or refuses; its message is for the user
   */
  run<Result>(
    start: TypedDocumentString<Result, Record<string, never>>,
    jobOf: (result: Result) => { readonly id: string },
    onChange: (job: JobPartsFragment) => void,
  ): Promise<JobPartsFragment>;
  close(): Promise<void>;
}

/** The server can't be reached, or refuses. */
export class JobConnectionError extends Error {
  override name = 'JobConnectionError';
}

const ENDED: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);
const refusal = z.array(z.object({ message: z.string() })).min(1);
const closeEvent = z.object({ code: z.number() });
const failure = z.object({ message: z.string() });

/** @param url of the server's GraphQL endpoint, http or https */
export function createJobConnection({ url, key }: { url: string; key: string | undefined }): JobConnection {
  const client: Client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 3,
    ...(key ? { connectionParams: { authorization: `Bearer ${key}` } } : {}),
  });

  async function* results<Result>(
    document: TypedDocumentString<Result, Record<string, never>> | typeof JobProgressDocument,
    variables: Record<string, unknown>,
  ): AsyncGenerator<Result> {
    try {
      for await (const { data, errors } of client.iterate<Result>(requestOf(document, variables))) {
        const [error] = errors ?? [];
        if (error) throw new JobConnectionError(error.message);
        if (!data) throw new JobConnectionError(`What answers at ${url} is no Lex.`);
        yield data;
      }
    } catch (error) {
      throw asConnectionError(error, url);
    }
  }

  return {
    async run(start, jobOf, onChange) {
      for await (const result of results(start, {})) {
        const { id } = jobOf(result);
        for await (const { jobProgress } of results<{ jobProgress: JobPartsFragment }>(JobProgressDocument, { id })) {
          onChange(jobProgress);
          if (ENDED.has(jobProgress.state)) return jobProgress;
        }
      }
      throw new JobConnectionError('The server ended the call before the job had ended; the job goes on.');
    },
    async close() {
      await client.dispose();
    },
  };
}

function asConnectionError(error: unknown, url: string): JobConnectionError {
  if (error instanceof JobConnectionError) return error;
  const refused = refusal.safeParse(error);
  if (refused.success) return new JobConnectionError(refused.data[0]?.message ?? 'The server refused the call.');
  const closed = closeEvent.safeParse(error);
  if (closed.success && closed.data.code === CloseCode.Forbidden)
    return new JobConnectionError('The server refuses this key: see --key.');
  const reason = failure.safeParse(error).data?.message || messageOf(error);
  return new JobConnectionError(`No Lex answers at ${url} (${closed.success ? `code ${closed.data.code}` : reason}).`);
}
