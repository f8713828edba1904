import { expect, vi } from 'vitest';
import { z } from 'zod';
import {
  ChatDocument,
  CitationsDocument,
  DocumentsDocument,
  IngestDocumentDocument,
  IngestUploadDocument,
  JobDocument,
  MessageDocument,
} from '../../../src/generated/graphql.ts';
import type { GraphqlClient } from '../clients/graphql-client.ts';
import type { TestServer } from '../lex/start-server.ts';

/** Of a job that has ended; null of one that failed. */
const result = z.looseObject({ documentId: z.string(), parts: z.number() }).nullable();

/** Documents as a client deals with them. */
export class DocumentClient {
  readonly #client: GraphqlClient;
  readonly #url: string;

  constructor(client: GraphqlClient, { url }: Pick<TestServer, 'url'>) {
    this.#client = client;
    this.#url = url;
  }

  /** Sends a file within a request. @returns the job, once it has ended */
  async ingest(name: string, content: string | Buffer, namespace?: string) {
    const contentBase64 = Buffer.from(content).toString('base64');
    const said = { name, contentBase64, mimeType: 'application/octet-stream', namespace };
    const { ingestDocument } = await this.#client.run(IngestDocumentDocument, said);
    return this.ended(ingestDocument.id);
  }

  /** Announces a file and puts it where it is told. */
  async upload(name: string, content: Buffer, namespace?: string) {
    const input = { name, bytes: content.length, namespace };
    const { ingestUpload } = await this.#client.run(IngestUploadDocument, { input });
    return { ...ingestUpload, answer: await this.put(ingestUpload.url, content) };
  }

  async put(url: string, content: Buffer) {
    const response = await fetch(this.#url + url, { method: 'PUT', body: Uint8Array.from(content) });
    const body: unknown = await response.json();
    return { status: response.status, body };
  }

  async ended(id: string) {
    return vi.waitFor(
      async () => {
        const { job } = await this.#client.run(JobDocument, { id });
        expect(['COMPLETED', 'FAILED', 'CANCELLED']).toContain(job?.state);
        if (!job) throw new Error('There is no such job.');
        return { ...job, result: result.parse(job.result) };
      },
      { timeout: 800_000, interval: 100 },
    );
  }

  async all(namespace?: string) {
    const { documents } = await this.#client.run(DocumentsDocument, { first: 50, namespace });
    return documents.edges.map(({ node }) => node);
  }

  /** What is answered to a question, with its citations. */
  async ask(message: string) {
    const { chat } = await this.#client.run(ChatDocument, { input: { message, waitMs: 60_000 } });
    // A busy machine may write for longer than one may wait with the message.
    await vi.waitFor(
      async () => {
        const { message: written } = await this.#client.run(MessageDocument, { id: chat.reply.id });
        expect(written?.state).toBe('COMPLETED');
      },
      { timeout: 300_000, interval: 100 },
    );
    const { message: reply } = await this.#client.run(CitationsDocument, { messageId: chat.reply.id });
    if (!reply) throw new Error('There is no such reply.');
    return reply;
  }
}
