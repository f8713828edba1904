import { randomBytes } from 'node:crypto';

// WebSocket frames (RFC 6455, 5.2), as far as servers send them to a client that offers no extensions: without masks,
// and here without fragments.

export const TEXT = 1;
export const CLOSE = 8;
export const PING = 9;
const PONG = 10;

const FIN = 0x80;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

/** Where a frame's payload lies in the bytes that were read. */
export interface Frame {
  readonly opcode: number;
  readonly from: number;
  readonly to: number;
}

/** Reads the frame that begins at `at`; undefined when it isn't there whole yet. */
export function readFrame(bytes: Buffer, at: number): Frame | undefined {
  if (bytes.length < at + 2) return undefined;
  const opcode = bytes.readUInt8(at) & 0x0f;
  const short = bytes.readUInt8(at + 1);
  const lengthBytes = short === LENGTH_IN_64_BITS ? 8 : short === LENGTH_IN_16_BITS ? 2 : 0;
  const from = at + 2 + lengthBytes;
  if (bytes.length < from) return undefined;
  const length =
    lengthBytes === 8 ? Number(bytes.readBigUInt64BE(at + 2)) : lengthBytes === 2 ? bytes.readUInt16BE(at + 2) : short;
  const to = from + length;
  return bytes.length < to ? undefined : { opcode, from, to };
}

/** A frame with a text of a client, masked as clients must. */
export function textFrame(text: string): Buffer {
  return clientFrame(TEXT, Buffer.from(text));
}

/** The answer to a ping, with the same payload. */
export function pongFrame(payload: Buffer): Buffer {
  return clientFrame(PONG, payload);
}

function clientFrame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const isShort = payload.length < LENGTH_IN_16_BITS;
  const head = Buffer.alloc(isShort ? 2 : 4);
  head.writeUInt8(FIN | opcode, 0);
  head.writeUInt8(MASKED | (isShort ? payload.length : LENGTH_IN_16_BITS), 1);
  if (!isShort) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % mask.length] ?? 0))]);
}
