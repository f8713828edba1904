// Kinds of messages in PostgreSQL's protocol (PostgreSQL documentation, "Message Formats"). A message is a byte for its
// kind, then four bytes for its length, which counts them but not the first byte, then its contents.
const QUERY = 'Q'.charCodeAt(0);
const SYNC = 'S'.charCodeAt(0);
export const TERMINATE = 'X'.charCodeAt(0);
export const READY = 'Z'.charCodeAt(0);
/** In a `READY` message: the session is in no transaction. */
export const IDLE = 'I'.charCodeAt(0);
export const HEADER_BYTES = 5;
const ERROR = 'E'.charCodeAt(0);
/** Of the fields of an error, the one that says how bad it is, in English. */
const SEVERITY = 'V';

/** The end of a server's handshake: authentication succeeded (R 0), and the session is idle (Z I). */
export const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, READY, 0, 0, 0, 5, IDLE]);

/** Where the last whole message ends that asks for an answer or ends the connection; 0 when there is none. */
export function endOfBatch(bytes: Buffer): number {
  let end = 0;
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const next = at + 1 + bytes.readUInt32BE(at + 1);
    if (next > bytes.length) break;
    if (bytes[at] === QUERY || bytes[at] === SYNC || bytes[at] === TERMINATE) end = next;
    at = next;
  }
  return end;
}

/** The messages that lie one after the other in the bytes. */
export function* messagesIn(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const next = at + 1 + bytes.readUInt32BE(at + 1);
    yield bytes.subarray(at, next);
    at = next;
  }
}

/** Whether a message is an error after which the server has ended, or has ended the session. */
export function endsSession(message: Buffer): boolean {
  if (message[0] !== ERROR) return false;
  const fields = message.toString('utf8', HEADER_BYTES).split('\0');
  return fields.includes(`${SEVERITY}PANIC`) || fields.includes(`${SEVERITY}FATAL`);
}

/** A message that runs a statement without parameters. */
export function simpleQuery(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = QUERY;
  header.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}
