import { vi } from 'vitest';
import { ask } from '../../accounts/deletion/users.ts';
import type { TestServer } from '../lex/start-server.ts';

/** A job as its owner sees it. */
export interface SeenJob {
  readonly id: string;
  readonly state: string;
  readonly error: string | null;
  readonly result: Readonly<Record<string, unknown>> | null;
}

const JOB = 'query ($id: ID!) { job(id: $id) { id state error result } }';

/** A job once it has ended. */
export async function ended(lex: TestServer, key: string, id: string): Promise<SeenJob> {
  return vi.waitFor(async () => {
    const { job } = await ask<{ job: SeenJob }>(lex, key, JOB, { id });
    if (!['COMPLETED', 'FAILED', 'CANCELLED'].includes(job.state)) throw new Error(`It is ${job.state}.`);
    return job;
  });
}

/** Puts an archive where the server says. @returns the answer to that */
export async function put(lex: TestServer, key: string, bytes: Uint8Array, said = bytes.length): Promise<Response> {
  const { importConversations } = await ask<{ importConversations: { url: string } }>(
    lex,
    key,
    'mutation ($input: ImportConversationsInput!) { importConversations(input: $input) { url } }',
    { input: { name: 'archive.zip', bytes: said } },
  );
  return fetch(lex.url + importConversations.url, { method: 'PUT', body: new Uint8Array(bytes) });
}

/** Imports an archive to its end. */
export async function imported(lex: TestServer, key: string, archive: Uint8Array | object): Promise<SeenJob> {
  const bytes = archive instanceof Uint8Array ? archive : Buffer.from(JSON.stringify(archive));
  const response = await put(lex, key, bytes);
  const { jobId } = (await response.json()) as { jobId: string };
  return ended(lex, key, jobId);
}

/** Exports everything of somebody. @returns the job, with the address of the archive in its result */
export async function exported(lex: TestServer, key: string): Promise<SeenJob> {
  const { exportData } = await ask<{ exportData: { id: string } }>(lex, key, 'mutation { exportData { id } }');
  return ended(lex, key, exportData.id);
}
