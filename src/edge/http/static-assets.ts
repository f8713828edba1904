import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gunzip, gzip } from 'node:zlib';
import type { Route } from './route.ts';
import { fileEncodingFor } from './writing/content-encoding.ts';
import { sendError } from './writing/send-json.ts';

/** One file to serve. Its path changes with its content, so that browsers may keep it for good. */
export interface Asset {
  readonly type: 'text/javascript' | 'text/css' | 'image/svg+xml' | 'application/json';
  read(): Promise<Buffer>;
  /** The same, compressed with brotli, where the build has done that. */
  readBrotli?(): Promise<Buffer>;
}

interface PreparedAsset {
  readonly gzipped: Buffer;
  /** An eighth smaller; browsers take it over https, and on this machine. */
  readonly brotli: Buffer;
  readonly etag: string;
}

const compress = promisify(gzip);
const compressMore = promisify(brotliCompress);
/** Of 11: the last steps take a second, which nobody is to wait for. */
const BROTLI_QUALITY = 9;
const decompress = promisify(gunzip);

/**
 * Serves a fixed set of files. Each is read and compressed when it is first asked for, and stays in memory.
 *
 * @param assets by their paths
 */
export function createStaticAssets(assets: ReadonlyMap<string, Asset>): Route {
  const prepared = new Map<string, Promise<PreparedAsset>>();

  const prepare = (path: string, asset: Asset): Promise<PreparedAsset> => {
    const known = prepared.get(path);
    if (known) return known;
    const preparing = prepareAsset(asset);
    prepared.set(path, preparing);
    // A failure is forgotten: the next request tries again.
    preparing.catch(() => prepared.delete(path));
    return preparing;
  };

  return async (request, response, { path }) => {
    const asset = assets.get(path);
    if (!asset) return sendError(response, 404, 'NOT_FOUND', 'There is no such file.');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendError(response, 405, 'BAD_USER_INPUT', 'Files take GET.');
    }
    const { gzipped, brotli, etag } = await prepare(path, asset);
    const coding = fileEncodingFor(request.headers['accept-encoding']);
    // Nearly every client takes one of the two, so only these forms stay in memory.
    const content = coding === 'br' ? brotli : coding === 'gzip' ? gzipped : await decompress(gzipped);
    const headers = { ETag: etag, 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, {
      ...headers,
      'Content-Type': `${asset.type}; charset=utf-8`,
      'Content-Length': content.length,
      ...(coding && { 'Content-Encoding': coding }),
    });
    response.end(request.method === 'HEAD' ? undefined : content);
  };
}

async function prepareAsset(asset: Asset): Promise<PreparedAsset> {
  const plain = await asset.read();
  const [gzipped, brotli] = await Promise.all([
    compress(plain),
    asset.readBrotli?.() ?? compressMore(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  ]);
  // A weak tag: it is the same whether the file is sent compressed or not.
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`;
  return { gzipped, brotli, etag };
}
