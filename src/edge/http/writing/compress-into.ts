import type { ServerResponse } from 'node:http';
import { pipeline, type Writable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { ContentEncoding } from './content-encoding.ts';

/**
 * Each stream has a compressor for as long as it is open, so what that remembers is small: a few of the last events.
 * Measured with words of a reply, an event of 140 bytes each: with gzip a stream takes 100 KiB (225 KiB as zlib comes),
 * and events become a sixth of their length either way. With brotli it takes 340 KiB, and they become no shorter.
 */
const WINDOW_BITS = 12;
const GZIP_MEMORY_LEVEL = 4;
/** With 4 events become a quarter of their length, and a stream takes nearly twice the memory. */
const BROTLI_QUALITY = 5;
/** What a compressor has ready for what it makes, in bytes; an event's is mostly shorter. */
const CHUNK_BYTES = 1_024;

/**
 * A stream whose writes go compressed into an answer, each at once and in full: what has been written can be read at
 * the other end while nothing more is. As with the answer itself `write` is false, and `drain` comes, as the client
 * reads; when one of the two has ended or was destroyed, so is the other.
 */
export function compressInto(response: ServerResponse, encoding: ContentEncoding): Writable {
  const compressor = encoding === 'gzip' ? createStreamingGzip() : createStreamingBrotli();
  // It fails when the client goes, which whoever writes sees on the stream.
  pipeline(compressor, response, () => undefined);
  return compressor;
}

function createStreamingGzip(): ReturnType<typeof createGzip> {
  return createGzip({
    flush: constants.Z_SYNC_FLUSH,
    windowBits: WINDOW_BITS,
    memLevel: GZIP_MEMORY_LEVEL,
    chunkSize: CHUNK_BYTES,
  });
}

function createStreamingBrotli(): ReturnType<typeof createBrotliCompress> {
  return createBrotliCompress({
    flush: constants.BROTLI_OPERATION_FLUSH,
    chunkSize: CHUNK_BYTES,
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
    },
  });
}
