import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A stand-in for an S3-compatible store with one bucket: it lets in only what is signed by Signature Version 4. */
export interface S3Server {
  /** What LEX_FILES_URL takes. */
  readonly url: string;
  /** The address of an account that it doesn't know. */
  readonly strangersUrl: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** How many requests came. */
  readonly requests: number;
  /** The next requests are refused with 503, as by a store that is too busy. */
  refuse(count: number): void;
  /** Requests with this method are refused from now on, as by a policy. */
  forbid(method: string): void;
  /** Bodies of answers break off after so many bytes. @default never */
  breakAfter(bytes: number | undefined): void;
  close(): Promise<void>;
}

const ACCESS_KEY = 'lex-test';
/** With what has to be encoded in an address. */
const SECRET = 'sec/ret+with%odd';
const REGION = 'eu-central-1';
const BUCKET = 'lex-files';

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  let refusals = 0;
  let requests = 0;
  let cut: number | undefined;
  let forbidden: string | undefined;

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    requests += 1;
    if (refusals > 0) {
      refusals -= 1;
      return void refuse(response, 503, 'SlowDown');
    }
    const wrong = whyNotSigned(request, body);
    if (wrong) return void refuse(response, 403, wrong);
    if (request.method === forbidden) return void refuse(response, 403, 'AccessDenied');
    const [, bucket, ...rest] = (request.url ?? '').split('/');
    if (bucket !== BUCKET) return void refuse(response, 404, 'NoSuchBucket');
    const key = rest.join('/');
    if (request.method === 'PUT') {
      objects.set(key, body);
      return void response.writeHead(200).end();
    }
    if (request.method === 'DELETE') {
      objects.delete(key);
      return void response.writeHead(204).end();
    }
    const object = objects.get(key);
    if (!object) return void refuse(response, 404, 'NoSuchKey');
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const part = start === undefined ? object : object.subarray(Number(start), Number(end) + 1);
    response.writeHead(start === undefined ? 200 : 206, { 'Content-Length': part.length });
    if (cut === undefined || cut >= part.length) return void response.end(part);
    response.write(part.subarray(0, cut), () => response.destroy());
  }

  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('error', () => response.destroy());
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => answer(request, response, Buffer.concat(pieces)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = `127.0.0.1:${port}/${BUCKET}/some/place?region=${REGION}`;
  return {
    url: `http://${ACCESS_KEY}:${encodeURIComponent(SECRET)}@${at}`,
    strangersUrl: `http://${ACCESS_KEY}:another@${at}`,
    objects,
    get requests() {
      return requests;
    },
    refuse: (count) => {
      refusals = count;
    },
    forbid: (method) => {
      forbidden = method;
    },
    breakAfter: (bytes) => {
      cut = bytes;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}

const AUTHORIZATION = new RegExp(
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, /.source +
    /SignedHeaders=([a-z\d;-]+), Signature=(.+)$/.source,
);

/** Signature Version 4 as AWS's documentation has it, computed here a second time. */
function whyNotSigned(request: IncomingMessage, body: Buffer): string | undefined {
  const { headers, method = '', url = '' } = request;
  const [, key, day = '', region = '', names = '', signature] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  if (key !== ACCESS_KEY) return 'InvalidAccessKeyId';
  const sum = createHash('sha256').update(body).digest('hex');
  if (headers['x-amz-content-sha256'] !== sum) return 'XAmzContentSHA256Mismatch';
  const date = String(headers['x-amz-date']);
  const signed = names.split(';');
  if (region !== REGION || !['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.includes(name))) {
    return 'AuthorizationHeaderMalformed';
  }
  const lines = signed.map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
  const canonical = [method, url, '', lines, names, sum].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hashed].join('\n');
  const signingKey = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (last, each) => createHmac('sha256', last).update(each).digest(),
    `AWS4${SECRET}`,
  );
  const expected = createHmac('sha256', signingKey).update(toSign).digest('hex');
  return expected === signature ? undefined : 'SignatureDoesNotMatch';
}
