/**
 * How many times the longest body is still read and thrown away. A client that is sending while the connection closes
 * would see a reset instead of the refusal.
 */
export const DISCARDED_BODIES = 4;

/** The longest head of a request: GraphiQL keeps its document in the address, and a reload sends that along. */
export const MAX_HEADER_BYTES = 32 * 1024;

/** What clients of HTTP are waited for, in milliseconds. */
export interface HttpTimes {
  /** A whole request, but for files that are put to the server. */
  readonly requestMs: number;
  /** How many bytes of such a file come at least in a millisecond, once that time is over. */
  readonly uploadBytesPerMs: number;
  /** The head of one, from the moment the connection is there. */
  readonly headMs: number;
  /** How often it is looked who is late. */
  readonly lookMs: number;
  /** A client that leaves an answer or a stream unread: then its connection is ended. */
  readonly stalledMs: number;
  /** How many bytes of a long answer a client takes at least in a millisecond: so much longer it may take. */
  readonly leastBytesPerMs: number;
}

export const HTTP_TIMES: HttpTimes = {
  requestMs: 60_000,
  uploadBytesPerMs: 16,
  headMs: 20_000,
  lookMs: 5_000,
  stalledMs: 30_000,
  leastBytesPerMs: 32,
};

/**
 * How long an idle connection is kept, in milliseconds. Longer than the 60 s of nginx: the side that sends requests
 * must be the one that closes, or a request may meet a connection that is just being closed.
 */
export const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** How often a stream on which nothing comes is written to, in milliseconds: well within the 60 s of nginx. */
export const STREAM_PING_MS = 12_000;

/** The shortest body that is compressed, in bytes: a shorter one fits into one packet with its headers. */
export const COMPRESSED_FROM_BYTES = 1_024;
