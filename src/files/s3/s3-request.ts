import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { AwsV4Signer } from 'aws4fetch';
import type { S3Address } from '../../config/kinds/s3-address.ts';
import { messageOf } from '../../errors.ts';
import { StoreUnavailableError } from '../file-store.ts';

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A file that is sent. */
  readonly body?: { readonly path: string; readonly bytes: number; readonly sha256: string };
  readonly signal?: AbortSignal | undefined;
}

/** Sends requests to one bucket. */
export interface S3Client {
  /**
   * Resolves with the answer when its head is there, whatever its status.
   *
   * @throws {StoreUnavailableError} when none comes
   */
  send(request: S3Request): Promise<IncomingMessage>;
  close(): void;
}

/** How long nothing may come or go on a connection, in milliseconds. */
const SILENT_MS = 30_000;
const MOST_CONNECTIONS = 32;
const EMPTY_SHA256 = createHash('sha256').digest('hex');

export function createS3Client(address: S3Address, { silentMs = SILENT_MS } = {}): S3Client {
  const kind = address.origin.startsWith('https:') ? https : http;
  const agent = new kind.Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, timeout: silentMs });

  async function send({ method, key, headers = {}, body, signal }: S3Request): Promise<IncomingMessage> {
    const { accessKeyId, secretAccessKey, region } = address;
    const signed = await new AwsV4Signer({
      method,
      url: `${address.origin}/${address.bucket}/${address.prefix}${key}`,
      headers: { ...headers, 'x-amz-content-sha256': body?.sha256 ?? EMPTY_SHA256 },
      accessKeyId,
      secretAccessKey,
      service: 's3',
      region,
    }).sign();
    const request = kind.request(signed.url, {
      method,
      agent,
      timeout: silentMs,
      headers: { ...Object.fromEntries(signed.headers), 'content-length': body?.bytes ?? 0 },
      ...(signal && { signal }),
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.on('error', reject);
      request.once('timeout', () => request.destroy(new Error(`nothing came for ${silentMs} ms`)));
    });
    // A store that refuses a body early closes the connection: its answer says more than the broken pipe.
    const sent = body ? pipeline(createReadStream(body.path), request) : Promise.resolve(void request.end());
    sent.catch((error: unknown) => request.destroy(error instanceof Error ? error : undefined));
    return answered;
  }

  return {
    async send(request) {
      try {
        return await send(request);
      } catch (error) {
        if (request.signal?.aborted) throw request.signal.reason;
        throw new StoreUnavailableError(`no answer of the store: ${messageOf(error)}`, { cause: error });
      }
    },
    close: () => agent.destroy(),
  };
}
