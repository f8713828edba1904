import { type JobPartsFragment, JobProgressDocument, type TypedDocumentString } from '../../generated/graphql.ts';
import { ConnectionError, createServerClient, readCause, resultsOf, type ServerAddress } from './server-client.ts';

/** Starts jobs on a server, and follows them. */
export interface JobConnection {
  /**
   * Starts a job, and calls `onChange` at each change until the job has ended.
   *
   * @param start the mutation that starts it, and what that is called with
   * @param jobOf takes the job out of the mutation's result
   * @throws {ConnectionError} when the server can't be reached or refuses; its message is for the user
   */
  run<Result, Variables extends Record<string, unknown>>(
    start: { readonly document: TypedDocumentString<Result, Variables>; readonly variables: Variables },
    jobOf: (result: Result) => { readonly id: string },
    onChange: (job: JobPartsFragment) => void,
  ): Promise<JobPartsFragment>;
  close(): Promise<void>;
}

const ENDED: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

export function createJobConnection({ url, key }: ServerAddress): JobConnection {
  const client = createServerClient({ url, key }, 3);

  async function* results<Result, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): AsyncGenerator<Result> {
    try {
      yield* resultsOf(client, url, document, variables);
    } catch (error) {
      throw asJobError(error, url);
    }
  }

  return {
    async run({ document, variables }, jobOf, onChange) {
      for await (const result of results(document, variables)) {
        const { id } = jobOf(result);
        for await (const { jobProgress } of results(JobProgressDocument, { id })) {
          onChange(jobProgress);
          if (ENDED.has(jobProgress.state)) return jobProgress;
        }
      }
      throw new ConnectionError('The server ended the call before the job had ended; the job goes on.');
    },
    async close() {
      await client.dispose();
    },
  };
}

function asJobError(error: unknown, url: string): ConnectionError {
  const cause = readCause(error);
  if (cause.kind === 'refused') return cause.error;
  return new ConnectionError(
    `No Lex answers at ${url} (${cause.kind === 'closed' ? `code ${cause.code}` : cause.reason}).`,
  );
}
