/** The first byte of a frame that is a whole text message. */
const WHOLE_TEXT = 0x81;

/**
 * The head of a text message of so many bytes as a server frames it (RFC 6455, section 5.2), followed by the beginning
 * of the message, and by nothing more: the caller fills the rest, or sends it after this.
 *
 * @param length of the message, in bytes
 * @param room how many bytes of the message the buffer has room for
 * @returns the buffer, and the place at which the message goes on
 */
export function frameText(start: string, { length, room }: { length: number; room: number }): [Buffer, number] {
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + room);
  frame[0] = WHOLE_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  return [frame, head + frame.write(start, head)];
}
