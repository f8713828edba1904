import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { sendError } from './send-json.ts';

/** One file to serve. Its path carries its version, so that browsers may keep it for good. */
export interface Asset {
  readonly type: 'text/javascript' | 'text/css';
  read(): Promise<Buffer>;
}

interface PreparedAsset {
  readonly gzipped: Buffer;
  readonly etag: string;
}

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Serves a fixed set of files, each read and compressed once, when it is first asked for, and kept in memory.
 *
 * @param assets by their paths
 */
export function createStaticAssets(assets: ReadonlyMap<string, Asset>) {
  const prepared = new Map<string, Promise<PreparedAsset>>();

  const prepare = (path: string, asset: Asset): Promise<PreparedAsset> => {
    const known = prepared.get(path);
    if (known) return known;
    const preparing = prepareAsset(asset);
    prepared.set(path, preparing);
    // A failure isn't kept: the next request tries again.
    preparing.catch(() => prepared.delete(path));
    return preparing;
  };

  return {
    async serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
      const asset = assets.get(path);
      if (!asset) return sendError(response, 404, 'NOT_FOUND', 'There is no such file.');
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        return sendError(response, 405, 'BAD_USER_INPUT', 'Files take GET.');
      }
      const { gzipped, etag } = await prepare(path, asset);
      const zipped = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers['accept-encoding'] ?? '');
      // Hardly anybody takes no gzip: not worth keeping the file twice.
      const content = zipped ? gzipped : await decompress(gzipped);
      const headers = { ETag: etag, 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' };
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304, headers).end();
        return;
      }
      response.writeHead(200, {
        ...headers,
        'Content-Type': `${asset.type}; charset=utf-8`,
        'Content-Length': content.length,
        ...(zipped && { 'Content-Encoding': 'gzip' }),
      });
      response.end(request.method === 'HEAD' ? undefined : content);
    },
  };
}

async function prepareAsset(asset: Asset): Promise<PreparedAsset> {
  const plain = await asset.read();
  const gzipped = await compress(plain);
  // Weak: the same file has one tag, however it is encoded.
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`;
  return { gzipped, etag };
}
