/**
 * How many times the longest body is still read and thrown away. A client that is sending while the connection closes
 * would see a reset instead of the refusal.
 */
export const DISCARDED_BODIES = 4;

/** The longest head of a request: GraphiQL keeps its document in the address, and a reload sends that along. */
export const MAX_HEADER_BYTES = 32 * 1024;

/** How long a client may take to send a whole request, in milliseconds. */
export const REQUEST_TIMEOUT_MS = 60_000;

/** How long a client may take to send the head of a request, in milliseconds. */
export const HEADERS_TIMEOUT_MS = 20_000;

/**
 * How long an idle connection is kept, in milliseconds. Longer than the 60 s of nginx: the side that sends requests
 * must be the one that closes, or a request may meet a connection that is just being closed.
 */
export const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** How long a client may leave a stream unread before its connection is ended, in milliseconds. */
export const STALLED_STREAM_MS = 30_000;

/** How often a stream on which nothing comes is written to, in milliseconds: well within the 60 s of nginx. */
export const STREAM_PING_MS = 12_000;

/** The shortest body that is compressed, in bytes: a shorter one fits into one packet with its headers. */
export const COMPRESSED_FROM_BYTES = 1_024;
